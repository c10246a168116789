// Where the pixel columns of a stretch of time begin. The sample at time t belongs to the pixel
// floor((t - from) * pixels / span), exactly, for every span below 2^64 ns: nothing here multiplies a span by a pixel.

/** First ns after `from` that belongs to `pixel`: ceil(pixel * span / pixels), by whole parts and rest. */
export function pixel_start(pixel: u64, span: u64, pixels: u64): u64 {
  const whole: u64 = span / pixels;
  const rest: u64 = span % pixels;
  return pixel * whole + (pixel * rest + pixels - 1) / pixels;
}

/** The pixel of the time `since` ns after `from`, since < span. An estimate in f64 is at most a pixel off, then settled. */
export function pixel_of(since: u64, span: u64, pixels: u64): u64 {
  let pixel = min((((since as f64) * (pixels as f64)) / (span as f64)) as u64, pixels - 1);
  while (pixel_start(pixel, span, pixels) > since) pixel--;
  while (pixel + 1 < pixels && pixel_start(pixel + 1, span, pixels) <= since) pixel++;
  return pixel;
}
