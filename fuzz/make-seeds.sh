#!/bin/sh
# Fills corpus/ with the seeds to mutate: real keys, CSRs and certificates made by openssl, and the requests of seeds/.
# Usage: fuzz/make-seeds.sh
set -eu
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
mkdir -p corpus/pem corpus/csr corpus/certificate corpus/private_key corpus/signature corpus/parameters corpus/jws corpus/acme_json
mkdir -p corpus/revocation_list corpus/ocsp_request corpus/ocsp_response corpus/lint

# NAME ALGORITHM OPTION: a key in every form that is read, and a CSR in PEM and DER.
key() {
  openssl genpkey -quiet -algorithm "$2" -pkeyopt "$3" -out "$made/$1.pem"
  openssl pkey -in "$made/$1.pem" -outform DER -out "corpus/private_key/$1.der"
  openssl pkey -in "$made/$1.pem" -traditional -out "corpus/private_key/$1-traditional.pem"
  sed '/-----/d' "corpus/private_key/$1-traditional.pem" | base64 -d > "corpus/private_key/$1-traditional.der"
  openssl pkcs8 -topk8 -in "$made/$1.pem" -v2 aes256 -iter 1000 -passout pass:x -out "corpus/private_key/$1-encrypted.pem"
  cp "$made/$1.pem" "corpus/private_key/$1.pem"
  request "$1" "$1" "/C=CN/O=Example/CN=$1.example.com/emailAddress=a@example.com"
}

# NAME KEY SUBJECT [OPTION...]: a CSR with alternative names of several kinds.
request() {
  name=$1 key=$2 subject=$3
  shift 3
  openssl req -new -key "$made/$key.pem" -utf8 -subj "$subject" -out "$made/$name.csr" "$@" \
    -addext 'subjectAltName=DNS:example.com,DNS:*.example.com,IP:192.0.2.1,IP:2001:db8::1,email:a@example.com,URI:https://example.com/'
  openssl req -in "$made/$name.csr" -outform DER -out "corpus/csr/$name.der"
  cp "$made/$name.csr" "corpus/csr/$name.pem"
}

key rsa2048 RSA rsa_keygen_bits:2048
key p256 EC ec_paramgen_curve:P-256
key p384 EC ec_paramgen_curve:P-384
key weak RSA rsa_keygen_bits:1024
openssl genpkey -algorithm SM2 -out "$made/sm2.pem"
for form in PEM DER; do
  openssl pkey -in "$made/sm2.pem" -outform "$form" -out "corpus/private_key/sm2.$form"
  openssl ec -in "$made/sm2.pem" -outform "$form" -out "corpus/private_key/sm2-traditional.$form" 2>/dev/null
done
request sm2 sm2 '/CN=sm2.example.com' -sm3 -sigopt distid:1234567812345678
openssl genpkey -algorithm ED25519 -out "$made/ed25519.pem"
cp "$made/ed25519.pem" corpus/private_key/
openssl ecparam -genkey -name secp256k1 -out corpus/private_key/secp256k1-with-parameters.pem
request sha1 p256 '/CN=sha1.example.com' -sha1
request ed25519 ed25519 '/CN=ed25519.example.com'
request no-name p256 '/O=No name'

# A root, an intermediate and a leaf, with the extensions that are read.
cat > "$made/extensions" <<'EXTENSIONS'
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[middle]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, digitalSignature, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:http://ca.example.com/root.crl
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = 2.23.140.1.2.1
authorityInfoAccess = OCSP;URI:http://ocsp.example.com/, caIssuers;URI:http://ca.example.com/middle.cer
crlDistributionPoints = URI:http://ca.example.com/middle.crl
subjectAltName = DNS:example.com, DNS:*.example.com, IP:192.0.2.1, IP:2001:db8::1
EXTENSIONS
sign() { # NAME CSR SECTION SIGNER-OPTION...
  name=$1 csr=$2 section=$3
  shift 3
  openssl x509 -req -in "$made/$csr.csr" -days 30 -extfile "$made/extensions" -extensions "$section" "$@" \
    -out "$made/$name.crt" 2>/dev/null
  openssl x509 -in "$made/$name.crt" -outform DER -out "corpus/certificate/$name.der"
}
sign root p384 root -key "$made/p384.pem" -sha384
sign middle p256 middle -CA "$made/root.crt" -CAkey "$made/p384.pem" -sha384
sign leaf rsa2048 leaf -CA "$made/middle.crt" -CAkey "$made/p256.pem" -sha256
sign rsa-root rsa2048 root -key "$made/rsa2048.pem" -sha256
sign sha1-leaf weak leaf -CA "$made/rsa-root.crt" -CAkey "$made/rsa2048.pem" -sha1
openssl req -x509 -key "$made/ed25519.pem" -subj /CN=ed25519.example.com -days 60000 -outform DER \
  -out corpus/certificate/ed25519-long.der
cat "$made/leaf.crt" "$made/middle.crt" "$made/root.crt" > corpus/certificate/chain.pem
cat "$made/root.crt" "$made/leaf.crt" "$made/middle.crt" "$made/leaf.crt" > corpus/certificate/disordered.pem
(cd corpus/certificate && cat leaf.der middle.der root.der > chain.bin && cat root.der leaf.der sha1-leaf.der middle.der > disordered.bin)

cp "$made/p256.csr" "$made/p256.pem" "$made/middle.crt" corpus/private_key/secp256k1-with-parameters.pem \
  corpus/certificate/chain.pem corpus/pem/
printf '\357\273\277\r\n-----BEGIN X-----\r\nAAAA\r\nAAA=\r\n-----END X-----\r\n\r\n' > corpus/pem/crlf
printf -- '-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END X-----\n' > corpus/pem/headers
printf 'subject=x\n-----BEGIN A-----\nAAAA\n-----END A-----\n -----BEGIN B C-----\n' > corpus/pem/junk
cp seeds/signature/* corpus/signature/
cp seeds/parameters/* corpus/parameters/
cp seeds/jws/* corpus/jws/
cp seeds/acme_json/* corpus/acme_json/

# A list, a request and a response of the intermediate, which revoked the leaf; certificates for their lints.
cp corpus/certificate/leaf.der corpus/certificate/middle.der corpus/certificate/root.der corpus/lint/
serial=$(openssl x509 -in "$made/leaf.crt" -noout -serial | cut -d= -f2)
printf 'R\t490101000000Z\t260101000000Z,keyCompromise\t%s\tunknown\t/CN=leaf\n' "$serial" > "$made/index.txt"
printf '01\n' > "$made/number"
cat > "$made/ca.cnf" <<CONFIGURATION
[ca]
default_ca = middle
[middle]
database = $made/index.txt
crlnumber = $made/number
default_md = sha256
default_crl_days = 7
crl_extensions = list
[list]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical, @point
[point]
fullname = URI:http://ca.example.com/middle.crl
onlyuser = TRUE
CONFIGURATION
openssl ca -gencrl -config "$made/ca.cnf" -cert "$made/middle.crt" -keyfile "$made/p256.pem" -out "$made/list.pem" 2>/dev/null
openssl crl -in "$made/list.pem" -outform DER -out corpus/revocation_list/middle.der
openssl ocsp -issuer "$made/middle.crt" -cert "$made/leaf.crt" -reqout corpus/ocsp_request/nonce.der
openssl ocsp -issuer "$made/middle.crt" -cert "$made/leaf.crt" -no_nonce -sha256 -serial 0x77 -reqout corpus/ocsp_request/two.der
openssl ocsp -index "$made/index.txt" -CA "$made/middle.crt" -rsigner "$made/middle.crt" -rkey "$made/p256.pem" -ndays 7 \
  -reqin corpus/ocsp_request/nonce.der -respout corpus/ocsp_response/revoked.der > /dev/null
