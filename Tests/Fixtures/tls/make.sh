#!/usr/bin/env bash
# Makes the certificates of the tests anew, valid for a hundred years. Nothing else ever trusts them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
days=36500
key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1"; }

# An authority, and one that nobody is told of.
for name in ca other-ca; do
    key "$name.key"
    openssl req -x509 -new -key "$name.key" -subj "/CN=looptop test $name" -days $days -out "$name.pem"
done

# sign NAME AUTHORITY EXTENSIONS
sign() {
    key "$1.key"
    openssl req -new -key "$1.key" -subj "/CN=looptop test $1" |
        openssl x509 -req -CA "$2.pem" -CAkey "$2.key" -set_serial "0x$(openssl rand -hex 8)" -days $days \
            -extfile <(printf '%b' "$3") -out "$1.pem"
}
sign server ca 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\nextendedKeyUsage=serverAuth\n'
sign client ca 'extendedKeyUsage=clientAuth\n'
sign stranger other-ca 'extendedKeyUsage=clientAuth\n'
rm ca.key other-ca.key
