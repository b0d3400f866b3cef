// The JDK's verdict on revocation: java CheckRevocation.java ROOT.pem CHAIN.pem ocsp|crl (leaf first).
// Prints "good" or "revoked: REASON"; anything else is a failure.

import java.io.FileInputStream;
import java.io.InputStream;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

public class CheckRevocation {
    public static void main(String[] arguments) throws Exception {
        System.setProperty("com.sun.security.enableCRLDP", "true");
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
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        if (arguments[2].equals("ocsp")) {
            // The authorities' own certificates name a list and no responder.
            checker.setOptions(
                    EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.ONLY_END_ENTITY));
        } else {
            checker.setOptions(
                    EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.PREFER_CRLS));
        }
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.addCertPathChecker(checker);
        try {
            validator.validate(path, parameters);
            System.out.println("good");
        } catch (CertPathValidatorException refused) {
            if (refused.getCause() instanceof CertificateRevokedException revoked) {
                System.out.println("revoked: " + revoked.getRevocationReason());
            } else {
                throw refused;
            }
        }
    }
}
