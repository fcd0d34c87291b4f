package dev.quotey.live.server;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** An authority, and certificates that it has signed, as PEM files in a folder. */
public final class TestCertificates {
  private final Path folder;
  private final X509Bundle authority;

  private TestCertificates(Path folder, X509Bundle authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** @param name of the authority, and of its file */
  public static TestCertificates authority(Path folder, String name) throws Exception {
    X509Bundle authority = new CertificateBuilder()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    Files.createDirectories(folder);
    TestCertificates made = new TestCertificates(folder, authority);
    Files.writeString(made.file(name + ".pem"), authority.getRootCertificatePEM());
    return made;
  }

  /** Makes {@code name.crt} and {@code name.key}, for a host of this name or address. */
  public TestCertificates sign(String name, String host) throws Exception {
    CertificateBuilder builder = new CertificateBuilder().subject("CN=" + host);
    X509Bundle bundle = (host.matches("[0-9.]+")
            ? builder.addSanIpAddress(host)
            : builder.addSanDnsName(host))
        .buildIssuedBy(authority);
    Files.writeString(file(name + ".crt"), bundle.getCertificatePathPEM());
    Files.writeString(file(name + ".key"), bundle.getPrivateKeyPEM());
    // PostgreSQL takes no key that others may read.
    Files.setPosixFilePermissions(
        file(name + ".key"), PosixFilePermissions.fromString("rw-------"));
    return this;
  }

  public Path file(String name) {
    return folder.resolve(name).toAbsolutePath();
  }
}
