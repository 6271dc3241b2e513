package io.trueup.listener.daemon.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
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
    var authority = folder.resolve("authority.p12");
    var store = folder.resolve("server.p12");
    var trust = folder.resolve("trust.p12");
    key(authority, "CN=authority " + Integer.toHexString(folder.hashCode()), "-100d", 200, "bc:c");
    key(store, "CN=server", "-1d", 30, "san=" + name);
    var request = folder.resolve("server.csr").toString();
    var signed = folder.resolve("server.pem").toString();
    var ca = folder.resolve("authority.pem").toString();
    keytool(store, "-certreq", "-alias", KEY, "-file", request);
    keytool(
        authority,
        "-gencert",
        "-alias",
        KEY,
        "-infile",
        request,
        "-outfile",
        signed,
        "-rfc",
        "-ext",
        "san=" + name,
        "-startdate",
        from,
        "-validity",
        Integer.toString(days));
    keytool(authority, "-exportcert", "-alias", KEY, "-rfc", "-file", ca);
    keytool(trust, "-importcert", "-alias", "authority", "-noprompt", "-file", ca);
    keytool(store, "-importcert", "-alias", "authority", "-noprompt", "-file", ca);
    keytool(store, "-importcert", "-alias", KEY, "-noprompt", "-file", signed);
    return new TestCertificate(store, trust);
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
    key(store, "CN=server", "-1d", 30, "san=" + name);
    return new TestCertificate(store, store);
  }

  private static void key(Path store, String owner, String from, int days, String extension)
      throws IOException, InterruptedException {
    keytool(
        store,
        "-genkeypair",
        "-alias",
        KEY,
        "-keyalg",
        "EC",
        "-dname",
        owner,
        "-ext",
        extension,
        "-startdate",
        from,
        "-validity",
        Integer.toString(days));
  }

  private static void keytool(Path store, String... words)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(words));
    command.addAll(
        List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
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
    return Files.readString(store.resolveSibling("server.pem"))
        + Files.readString(store.resolveSibling("authority.pem"));
  }
}
