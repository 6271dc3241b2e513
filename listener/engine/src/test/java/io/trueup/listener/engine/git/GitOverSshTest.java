package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trueup.listener.engine.git.GitAuthentication.SshKey;
import io.trueup.listener.engine.git.GitException.Category;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitOverSshTest extends GitFixture {

  /** Made once, because that takes seconds. */
  private static final KeyPair HOST_KEY = keyPair();

  private static final KeyPair OUR_KEY = keyPair();
  private static final KeyPair OTHER_KEY = keyPair();

  private SshServer ssh;

  @BeforeEach
  void startSsh() throws Exception {
    ssh = SshServer.setUpDefaultServer();
    ssh.setHost("127.0.0.1");
    ssh.setKeyPairProvider(KeyPairProvider.wrap(HOST_KEY));
    ssh.setPublickeyAuthenticator((_, key, _) -> KeyUtils.compareKeys(key, OUR_KEY.getPublic()));
    ssh.setCommandFactory(new ProcessShellCommandFactory());
    ssh.start();
    mirror.close();
  }

  @AfterEach
  void stopSsh() throws Exception {
    ssh.stop(true);
  }

  @Test
  void fetchesWithAKeyFromAKnownHost() throws Exception {
    var commit = publish("a.yaml", "a");

    open(OUR_KEY, HOST_KEY);

    assertThat(follow()).isEqualTo(commit);
  }

  @Test
  void refusesAHostThatIsNotKnownOrHasAnotherKeyAndLearnsNothing() throws Exception {
    open(OUR_KEY, OTHER_KEY);

    var other = catchThrowableOfType(GitException.class, () -> mirror.resolveHead());
    var listed = Files.readAllLines(folder.resolve("known_hosts"));
    Files.writeString(folder.resolve("known_hosts"), "");
    var unknown = catchThrowableOfType(GitException.class, () -> mirror.resolveHead());

    assertThat(other.category()).isEqualTo(Category.REFUSED);
    assertThat(unknown.category()).isEqualTo(Category.REFUSED);
    assertThat(folder.resolve("known_hosts")).isEmptyFile();
    assertThat(listed).hasSize(1);
  }

  @Test
  void saysThatTheKeyIsNotTaken() throws Exception {
    open(OTHER_KEY, HOST_KEY);

    var failure = catchThrowableOfType(GitException.class, () -> mirror.resolveHead());

    assertThat(failure.category()).isEqualTo(Category.AUTHENTICATION);
  }

  @Test
  void saysThatAKeyFileIsMissing() throws Exception {
    open(OUR_KEY, HOST_KEY);
    Files.delete(folder.resolve("id"));

    var failure = catchThrowableOfType(GitException.class, () -> mirror.resolveHead());

    assertThat(failure.category()).isEqualTo(Category.REFUSED);
    assertThat(failure)
        .hasMessage(
            "Cannot use ssh: the private key '%s' does not exist or cannot be read"
                .formatted(folder.resolve("id")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void namesARepositoryOfAnotherFormat(int protocol) throws Exception {
    repository = sha256Repository();
    useProtocol(protocol);
    open(OUR_KEY, HOST_KEY);

    var failure = catchThrowableOfType(GitException.class, () -> mirror.resolveHead());

    assertThat(failure)
        .hasMessage(
            "Cannot look up the branch 'main' of 'ssh://git@127.0.0.1:%d%s', because it uses SHA-256 object ids (object-format=sha256), which are not supported. Follow a repository with SHA-1 object ids, git's default; 'git fast-export --all' and 'git fast-import' copy a history into one"
                .formatted(ssh.getPort(), repository));
    assertThat(failure.category()).isEqualTo(Category.REFUSED);
  }

  private void open(KeyPair key, KeyPair listed) throws Exception {
    var pem =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(key.getPrivate().getEncoded()));
    Path identity = Files.writeString(folder.resolve("id"), pem);
    var line = "[127.0.0.1]:%d %s".formatted(ssh.getPort(), publicKey(listed));
    Path knownHosts = Files.write(folder.resolve("known_hosts"), List.of(line));
    var url = "ssh://git@127.0.0.1:%d%s".formatted(ssh.getPort(), repository);
    mirror =
        GitMirror.open(
            new GitRemote(url, "main", new SshKey(identity, knownHosts), AMPLE, mirrorFolder()));
  }

  private static String publicKey(KeyPair pair) throws Exception {
    return PublicKeyEntry.toString(pair.getPublic());
  }

  private static KeyPair keyPair() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
