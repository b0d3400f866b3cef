// The JDK's verdict on a chain: java VerifyChain.java ROOT.pem CHAIN.pem (leaf first). Prints "verified" or fails.

import java.io.FileInputStream;
import java.io.InputStream;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

public class VerifyChain {
    public static void main(String[] arguments) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate root;
        try (InputStream in = new FileInputStream(arguments[0])) {
            root = (X509Certificate) factory.generateCertificate(in);
        }
        List<Certificate> chain = new ArrayList<>();
        try (InputStream in = new FileInputStream(arguments[1])) {
            for (Certificate certificate : factory.generateCertificates(in)) {
                if (!certificate.equals(root)) {
                    chain.add(certificate);
                }
            }
        }
        CertPath path = factory.generateCertPath(chain);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
        System.out.println("verified");
    }
}
