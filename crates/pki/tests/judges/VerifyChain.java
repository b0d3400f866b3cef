// Judges a certificate chain with Java's own path validation: root, date in seconds, then leaf and intermediates.
import java.io.FileInputStream;
import java.security.cert.*;
import java.util.*;

public class VerifyChain {
    public static void main(String[] arguments) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate root = read(factory, arguments[0]);
        List<X509Certificate> chain = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            chain.add(read(factory, arguments[i]));
        }
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(new Date(Long.parseLong(arguments[1]) * 1000));
        CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(chain), parameters);
        System.out.println("Java accepts " + chain.get(0).getSubjectAlternativeNames());
    }

    private static X509Certificate read(CertificateFactory factory, String file) throws Exception {
        try (FileInputStream in = new FileInputStream(file)) {
            return (X509Certificate) factory.generateCertificate(in);
        }
    }
}
