"""A certificate's two signatures, verified with python-cwt: verify_cose.py STATEMENT PACK ROOT-KEY-IN-HEXADECIMAL"""
import sys
from hashlib import sha256
import cbor2
from cwt import COSE, COSEKey

def key(x):  # its kid is the beginning of its COSE Key Thumbprint (RFC 9679)
    kid = sha256(cbor2.dumps({1: 1, -1: 6, -2: x}, canonical=True)).digest()[:8]
    return COSEKey.new({1: 1, 2: kid, 3: -19, -1: 6, -2: x})

def signed_by(keys, message):  # the payload, once the key that the header names has signed it
    return cbor2.loads(COSE.new().decode(message, keys=[key(x) for x in keys]))

statement, pack = (open(name, "rb").read() for name in sys.argv[1:3])
bundle = signed_by([bytes.fromhex(sys.argv[3])], cbor2.loads(pack)[0][-1])
certificate = signed_by([issuing[1] for school in bundle[6] for issuing in school[5]], statement)
protected, headers, payload, signature = cbor2.loads(statement).value
registration, _, countersignature = headers[11]  # RFC 9338
registrars = [key(service[1]) for bureau in bundle[5] for service in bureau[5] if service[5] & 1]
registrar = next(service for service in registrars if service.kid == cbor2.loads(registration)[4])
registrar.verify(cbor2.dumps(["CounterSignatureV2", protected, registration, b"", payload, [signature]]), countersignature)
print(certificate[1], certificate[3])
