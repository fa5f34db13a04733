import { createHash, verify, X509Certificate } from 'node:crypto';
import { id_signedData, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { id_ct_tstInfo, PKIStatus, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { TimeStampError } from './time-stamp-error.ts';

/** What an authority said. */
export interface TimeStamp {
  /** Object identifier of the hash algorithm. */
  algorithm: string;
  /** What was stamped. */
  hash: Buffer;
  nonce: Buffer | null;
  stampedAt: Date;
  /** Name in the certificate that signed. */
  authority: string;
}

/**
 * Reads the answer of a time-stamping authority (TimeStampResp, RFC 3161, section 2.4.2) and checks that it is signed by a
 * certificate in it that is made for time stamps. Whether that certificate may be believed is not asked: `openssl ts -verify`
 * tells, with the authority's root. Throws TimeStampError: refused, unfit.
 */
export function readTimeStamp(file: Uint8Array): TimeStamp {
  const { status, timeStampToken } = decode(() => AsnConvert.parse(file, TimeStampResp));
  if (status.status !== PKIStatus.granted && status.status !== PKIStatus.grantedWithMods) {
    const said = [PKIStatus[status.status] ?? status.status, ...(status.statusString ?? [])].join(', ');
    throw new TimeStampError('refused', `the authority refused: ${said.slice(0, longestName)}`);
  }
  if (timeStampToken?.contentType !== id_signedData) throw unfit('there is no time stamp in it');
  return decode(() => {
    const signed = AsnConvert.parse(timeStampToken.content, SignedData);
    const content = contentOf(signed);
    const { messageImprint, nonce, genTime } = AsnConvert.parse(content, TSTInfo);
    return {
      ...{ algorithm: messageImprint.hashAlgorithm.algorithm, hash: Buffer.from(messageImprint.hashedMessage.buffer) },
      ...{ nonce: nonce ? Buffer.from(nonce) : null, stampedAt: genTime, authority: signerOf(signed, content) },
    };
  });
}

const unfit = (why: string, options?: ErrorOptions) => new TimeStampError('unfit', `not a time stamp: ${why}`, options);

/** The decoder and node:crypto throw errors of their own kinds. */
function decode<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof TimeStampError ? error : unfit('it cannot be read', { cause: error });
  }
}

function contentOf({ encapContentInfo: { eContentType, eContent } }: SignedData): Buffer {
  if (eContentType !== id_ct_tstInfo || !eContent?.single) throw unfit('it says no time');
  return Buffer.from(eContent.single.buffer);
}

const messageDigest = '1.2.840.113549.1.9.4';
const timeStamping = '1.3.6.1.5.5.7.3.8';
const longestName = 200;

/** The name of the certificate whose signature it is (RFC 5652, section 5.4): RSA or ECDSA, which is what `openssl ts` can check. */
function signerOf({ signerInfos, certificates }: SignedData, content: Buffer): string {
  const [signer] = signerInfos;
  if (!signer?.signedAttrs || signerInfos.length !== 1) throw unfit('it is not signed once');
  const hash = hashes[signer.digestAlgorithm.algorithm];
  if (!hash) throw unfit('it is signed over a hash that is not known or too weak');
  const said = signer.signedAttrs.find(({ attrType }) => attrType === messageDigest)?.attrValues[0];
  const digest = createHash(hash).update(content).digest();
  if (!said || !digest.equals(Buffer.from(AsnConvert.parse(said, OctetString).buffer)))
    throw unfit('its signature is of something else');
  const attributes = setOf(signer.signedAttrs.map((one) => Buffer.from(AsnConvert.serialize(one))));
  const signature = Buffer.from(signer.signature.buffer);
  const all = (certificates ?? []).flatMap(({ certificate }) =>
    certificate ? [new X509Certificate(Buffer.from(AsnConvert.serialize(certificate)))] : [],
  );
  const own = all.find((one) => verify(hash, attributes, one.publicKey, signature));
  if (!own?.keyUsage?.includes(timeStamping)) throw unfit('no certificate for time stamps in it has signed it');
  const { CN, O } = own.toLegacyObject().subject;
  return String(CN ?? O ?? own.subject).slice(0, longestName);
}

/** The attributes as they are signed: a SET, while they are sent under a tag of their place. */
function setOf(parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0x31, ...derLength(body.length)]), body]);
}

function derLength(bytes: number): number[] {
  if (bytes < 0x80) return [bytes];
  return bytes < 0x100 ? [0x81, bytes] : [0x82, bytes >> 8, bytes & 0xff];
}

const hashes: Record<string, string> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
