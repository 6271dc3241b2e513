package io.trueup.listener.engine.git;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.eclipse.jgit.internal.transport.sshd.OpenSshServerKeyDatabase;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/** Ssh with one key, to known hosts only; the user's own ssh settings are ignored. */
final class SshSessions {

  private SshSessions() {}

  static SshSessionFactory create(GitAuthentication.SshKey authentication, File home) {
    requireReadable(authentication.privateKey(), "private key");
    requireReadable(authentication.knownHosts(), "known_hosts file");
    return new SshdSessionFactoryBuilder()
        .setHomeDirectory(home)
        .setSshDirectory(home)
        .setConfigStoreFactory((_, _, _) -> null)
        .setConnectorFactory(null)
        .setPreferredAuthentications("publickey")
        .setDefaultIdentities(_ -> List.of(authentication.privateKey()))
        .setDefaultKnownHostsFiles(_ -> List.of(authentication.knownHosts()))
        .setServerKeyDatabase((_, _) -> new KnownHosts(authentication.knownHosts()))
        .build(null);
  }

  private static void requireReadable(Path file, String what) {
    if (!Files.isReadable(file)) {
      throw GitException.refused(
          "Cannot use ssh: the %s '%s' does not exist or cannot be read".formatted(what, file));
    }
  }

  /** Accepts the keys that the file lists, and never changes the file. */
  private static final class KnownHosts implements ServerKeyDatabase {

    private final ServerKeyDatabase listed;

    KnownHosts(Path file) {
      listed = new OpenSshServerKeyDatabase(false, List.of(file));
    }

    @Override
    public List<PublicKey> lookup(
        String connectAddress, InetSocketAddress remoteAddress, Configuration configuration) {
      return listed.lookup(connectAddress, remoteAddress, new Strict(configuration.getUsername()));
    }

    @Override
    public boolean accept(
        String connectAddress,
        InetSocketAddress remoteAddress,
        PublicKey key,
        Configuration configuration,
        CredentialsProvider provider) {
      return listed.accept(
          connectAddress, remoteAddress, key, new Strict(configuration.getUsername()), null);
    }
  }

  private record Strict(String username) implements ServerKeyDatabase.Configuration {

    @Override
    public List<String> getUserKnownHostsFiles() {
      return List.of();
    }

    @Override
    public List<String> getGlobalKnownHostsFiles() {
      return List.of();
    }

    @Override
    public StrictHostKeyChecking getStrictHostKeyChecking() {
      return StrictHostKeyChecking.REQUIRE_MATCH;
    }

    @Override
    public boolean getHashKnownHosts() {
      return false;
    }

    @Override
    public String getUsername() {
      return username;
    }
  }
}
