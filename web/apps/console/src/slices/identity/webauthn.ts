/*
 * Passkeys as the server's JSON and the browser's bytes. Browsers have functions of their own for this, but those in offices
 * are older.
 */
const toBytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0))
const toText = (bytes: ArrayBuffer | null) => (bytes ? btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : undefined)

interface Named {
  id: string
}
const named = (list: Named[] | undefined) => list?.map((one) => ({ ...one, id: toBytes(one.id) })) as PublicKeyCredentialDescriptor[] | undefined

/** Whether this browser can do it at all, at this address. */
export const hasPasskeys = () => window.isSecureContext && 'PublicKeyCredential' in window

/** Makes a passkey as the server asks. */
export async function makePasskey(options: unknown): Promise<Record<string, unknown>> {
  const { publicKey } = options as { publicKey: PublicKeyCredentialCreationOptions & { challenge: string; user: { id: string }; excludeCredentials?: Named[] } }
  const made = (await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge as unknown as string),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id as unknown as string) },
      excludeCredentials: named(publicKey.excludeCredentials as unknown as Named[]),
    },
  })) as PublicKeyCredential
  const response = made.response as AuthenticatorAttestationResponse
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    response: { attestationObject: toText(response.attestationObject), clientDataJSON: toText(response.clientDataJSON), transports: response.getTransports?.() },
    extensions: {},
  }
}

/** Asks for a passkey as the server does. */
export async function askPasskey(options: unknown): Promise<Record<string, unknown>> {
  const { publicKey } = options as { publicKey: PublicKeyCredentialRequestOptions & { challenge: string; allowCredentials?: Named[] } }
  const given = (await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge as unknown as string), allowCredentials: named(publicKey.allowCredentials as unknown as Named[]) },
  })) as PublicKeyCredential
  const response = given.response as AuthenticatorAssertionResponse
  return {
    id: given.id,
    rawId: toText(given.rawId),
    type: given.type,
    response: {
      authenticatorData: toText(response.authenticatorData),
      clientDataJSON: toText(response.clientDataJSON),
      signature: toText(response.signature),
      userHandle: toText(response.userHandle),
    },
    extensions: {},
  }
}
