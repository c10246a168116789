declare module "lz4js" {
  export function compress(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  export function decompress(bytes: Uint8Array, size?: number): Uint8Array<ArrayBuffer>;
}
