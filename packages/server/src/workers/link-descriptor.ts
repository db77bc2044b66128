/** Of the stream between a worker and the process that started it; before it are the standard streams and the channel. */
export const linkDescriptor = 4
