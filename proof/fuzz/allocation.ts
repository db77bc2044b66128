let largest = 0

function note(bytes: unknown): void {
  if (typeof bytes === 'number' && bytes > largest) largest = bytes
}

/** Watches what is asked for, not what is used: memory for a length that was only claimed is found whatever becomes of it. */
export function watchAllocations(): Disposable & { takeLargest(): number } {
  const { alloc, allocUnsafe, allocUnsafeSlow } = Buffer
  const { Uint8Array: bytes } = globalThis
  Buffer.alloc = ((size: number, ...rest: []) => {
    note(size)
    return alloc(size, ...rest)
  }) as typeof alloc // as: passes on what it was given
  Buffer.allocUnsafe = (size) => {
    note(size)
    return allocUnsafe(size)
  }
  Buffer.allocUnsafeSlow = (size) => {
    note(size)
    return allocUnsafeSlow(size)
  }
  globalThis.Uint8Array = new Proxy(bytes, {
    construct(target, args, made) {
      note(args[0])
      return Reflect.construct(target, args, made)
    },
  })
  return {
    takeLargest() {
      const most = largest
      largest = 0
      return most
    },
    [Symbol.dispose]() {
      Object.assign(Buffer, { alloc, allocUnsafe, allocUnsafeSlow })
      globalThis.Uint8Array = bytes
    },
  }
}
