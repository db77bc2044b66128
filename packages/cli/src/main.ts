const neededMajor = 24

if (Number.parseInt(process.versions.node, 10) < neededMajor) {
  process.stderr.write(
    `magpie: needs Node ${neededMajor} or later and this is ${process.versions.node}; ./magpie in a checkout brings its own\n`,
  )
  process.exitCode = 1
} else {
  // Not before the check: an older Node does not get as far as running a program that imports what it has not got.
  const { runCommandLine } = await import('./run-command.ts')
  process.exitCode = await runCommandLine(process.argv.slice(2))
}

export {}
