/** The sign of the product: a magpie, black, white and with a sheen. */
export function MagpieMark({ size = 40 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" aria-hidden="true">
      <rect width="48" height="48" rx="12" fill="#12181d" />
      <path d="M31 13c-5-3-11 0-12 6-1 7-6 12-13 18 9 1 19-2 23-9 3-5 3-9 2-15z" fill="#fff" />
      <path d="M31 13c-4-2.500-9-.8-11 3.500 5-.5 8 2 8.500 6.500 3.500-1.500 4-6 2.500-10z" fill="#2b3a44" />
      <path d="M27 21c-1 7-7 12-18 15.500 11-.5 20-4 21.500-14z" fill="#1fa3ab" />
      <path d="M31 14.500l8 1.500-7.500 2.500z" fill="#e9eff1" />
      <circle cx="28" cy="16" r="1.300" fill="#fff" />
    </svg>
  )
}
