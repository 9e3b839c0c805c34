import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, webauthn } from 'age-encryption'

/*
 * What is done with keys, in the browser alone. Files are in the age format (age-encryption.org/v1) and travel as base64;
 * nothing here keeps anything.
 */

/** A private key of one's own, as age writes it: `AGE-SECRET-KEY-1…`. */
export type Identity = string
/** A public key: `age1…`. */
export type Recipient = string

const coder = new TextEncoder()

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
export const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

export const makeIdentity = (): Promise<Identity> => generateX25519Identity()
export const recipientOf = (identity: Identity): Promise<Recipient> => identityToRecipient(identity)

/** Names a public key: the first sixteen bytes of its hash, in hexadecimal (`bandeng_core::vault::fingerprint`). */
export async function fingerprint(recipient: Recipient): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', coder.encode(recipient)))
  return [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What is typed with another keyboard is the same passphrase. */
const same = (passphrase: string) => passphrase.normalize('NFKC').trim()

/** How much there is to guess: a Chinese character counts as two letters. */
export const weight = (passphrase: string) => [...same(passphrase)].reduce((sum, character) => sum + (character > '\u2e80' ? 2 : 1), 0)
export const LEAST_WEIGHT = 14

/** Private keys in an age file behind a passphrase; the present one first, older ones below. Takes a second or two. */
export async function wrap(identities: Identity[], passphrase: string): Promise<string> {
  const encrypter = new Encrypter()
  encrypter.setPassphrase(same(passphrase))
  return toBase64(await encrypter.encrypt(identities.join('\n')))
}

/** The other way; null where the passphrase is another. */
export async function unwrap(wrapped: string, passphrase: string): Promise<Identity[] | null> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(same(passphrase))
  return lines(await decrypter.decrypt(fromBase64(wrapped), 'text').catch(() => null))
}

const lines = (text: string | null) => text?.split('\n').filter(Boolean) ?? null

/** A further way to the same private keys: a passkey that this browser makes, if it can derive keys (WebAuthn PRF). */
export async function wrapForPasskey(identities: Identity[], name: string): Promise<{ identity: string; wrapped: string }> {
  const identity = await webauthn.createCredential({ keyName: name })
  const encrypter = new Encrypter()
  encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity }))
  return { identity, wrapped: toBase64(await encrypter.encrypt(identities.join('\n'))) }
}
export async function unwrapByPasskey(passkey: { identity: string; wrapped: string }): Promise<Identity[] | null> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(new webauthn.WebAuthnIdentity({ identity: passkey.identity }))
  return lines(await decrypter.decrypt(fromBase64(passkey.wrapped), 'text'))
}

/** Encrypts for public keys. */
export async function seal(plain: string | Uint8Array, recipients: Recipient[]): Promise<string> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return toBase64(await encrypter.encrypt(plain))
}

/** Opens with whichever private key fits; null where none does. */
export async function open(file: string, identities: Identity[]): Promise<Uint8Array | null> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  return decrypter.decrypt(fromBase64(file)).catch(() => null)
}

/** Two halves of a private key, each of which is noise. */
export function split(identity: Identity): [Uint8Array, Uint8Array] {
  const whole = coder.encode(identity)
  const first = crypto.getRandomValues(new Uint8Array(whole.length))
  return [first, mixed(whole, first)]
}
export const join = (first: Uint8Array, second: Uint8Array): Identity => new TextDecoder().decode(mixed(first, second))
const mixed = (a: Uint8Array, b: Uint8Array) => a.map((byte, n) => byte ^ (b[n] ?? 0))
