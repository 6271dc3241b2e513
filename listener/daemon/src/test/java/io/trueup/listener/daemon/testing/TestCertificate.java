package io.trueup.listener.daemon.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and a certificate, which an authority made here has signed.
 *
 * @param store of both
 * @param authority a trust store that holds the authority alone
 */
public record TestCertificate(Path store, Path authority) {

  /** The password of the stores. */
  public static final String PASSWORD = "store-password";

  private static final String KEY = "server";
  private static final String AUTHORITY = "authority";
  private static final String PEM = "chain.pem";

  /**
   * Makes one, with an authority of its own.
   *
   * @param folder an empty one
   * @param name such as {@code ip:127.0.0.1} or {@code dns:mail.test}
   * @param from when it begins to be valid, such as {@code -1d}
   * @param days for how long it is
   */
  public static TestCertificate make(Path folder, String name, String from, int days)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    var both = folder.resolve("both.p12");
    var subject = "CN=authority " + Integer.toHexString(folder.hashCode());
    key(both, AUTHORITY, subject, "-100d", 200, "bc:c");
    key(both, KEY, "CN=server", from, days, "san=" + name, "-signer", AUTHORITY);
    try {
      return split(KeyStore.getInstance(both.toFile(), PASSWORD.toCharArray()), folder);
    } catch (GeneralSecurityException e) {
      throw new IOException("Cannot use " + both, e);
    }
  }

  private static TestCertificate split(KeyStore both, Path folder)
      throws IOException, GeneralSecurityException {
    var password = PASSWORD.toCharArray();
    var chain = both.getCertificateChain(KEY);
    var server = emptyStore();
    server.setKeyEntry(KEY, both.getKey(KEY, password), password, chain);
    var trust = emptyStore();
    trust.setCertificateEntry(AUTHORITY, chain[1]);
    Files.writeString(folder.resolve(PEM), pem(chain[0]) + pem(chain[1]));
    return new TestCertificate(
        write(server, folder.resolve("server.p12")), write(trust, folder.resolve("trust.p12")));
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Path write(KeyStore store, Path file)
      throws IOException, GeneralSecurityException {
    try (var out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static String pem(Certificate certificate) throws CertificateEncodingException {
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()));
  }

  /**
   * Makes one that is signed with its own key, for which no authority vouches.
   *
   * @param folder an empty one
   * @param name such as {@code dns:hooks.test}
   */
  public static TestCertificate selfSigned(Path folder, String name)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    var store = folder.resolve("server.p12");
    key(store, KEY, "CN=server", "-1d", 30, "san=" + name);
    return new TestCertificate(store, store);
  }

  private static void key(
      Path store,
      String alias,
      String owner,
      String from,
      int days,
      String extension,
      String... options)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", owner));
    command.addAll(List.of("-ext", extension, "-startdate", from));
    command.addAll(List.of("-validity", Integer.toString(days)));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(options));
    var log = store.resolveSibling("keytool.log");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(log));
    }
  }

  /** What a server needs that shows it. */
  public SSLContext context() {
    try {
      var password = PASSWORD.toCharArray();
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(KeyStore.getInstance(store.toFile(), password), password);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("Cannot use " + store, e);
    }
  }

  /** The certificate and its authority's, in PEM. */
  public String pem() throws IOException {
    return Files.readString(store.resolveSibling(PEM));
  }
}
