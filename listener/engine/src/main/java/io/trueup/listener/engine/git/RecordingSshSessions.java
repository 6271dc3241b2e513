package io.trueup.listener.engine.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FtpChannel;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/** Ssh sessions that record the first bytes that the server sends. */
final class RecordingSshSessions extends SshSessionFactory {

  private final SshSessionFactory sessions;
  private final ServerAdvertisement advertisement;

  RecordingSshSessions(SshSessionFactory sessions, ServerAdvertisement advertisement) {
    this.sessions = sessions;
    this.advertisement = advertisement;
  }

  @Override
  public RemoteSession getSession(
      URIish uri, CredentialsProvider credentials, FS fileSystem, int timeout)
      throws TransportException {
    var session = sessions.getSession(uri, credentials, fileSystem, timeout);
    return session instanceof RemoteSession2 known ? new Session(known, advertisement) : session;
  }

  @Override
  public String getType() {
    return sessions.getType();
  }

  @Override
  public void releaseSession(RemoteSession session) {
    sessions.releaseSession(session instanceof Session ours ? ours.session() : session);
  }

  private record Session(RemoteSession2 session, ServerAdvertisement advertisement)
      implements RemoteSession2 {

    @Override
    public Process exec(String command, int timeout) throws IOException {
      return new Program(session.exec(command, timeout), advertisement);
    }

    @Override
    public Process exec(String command, Map<String, String> environment, int timeout)
        throws IOException {
      return new Program(session.exec(command, environment, timeout), advertisement);
    }

    @Override
    public FtpChannel getFtpChannel() {
      return session.getFtpChannel();
    }

    @Override
    public void disconnect() {
      session.disconnect();
    }
  }

  /** A remote program. */
  private static final class Program extends Process {

    private final Process process;
    private final InputStream input;

    Program(Process process, ServerAdvertisement advertisement) {
      this.process = process;
      this.input = advertisement.recording(process.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() {
      return process.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return input;
    }

    @Override
    public InputStream getErrorStream() {
      return process.getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      return process.waitFor();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
      return process.waitFor(timeout, unit);
    }

    @Override
    public int exitValue() {
      return process.exitValue();
    }

    @Override
    public boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public void destroy() {
      process.destroy();
    }
  }
}
