package io.trueup.listener.daemon;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operating system's limit of open files. Each connection counts as one. */
final class OpenFiles {

  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  /** Reserved for mirrors, jars, databases and everything else that is no client's connection. */
  private static final long RESERVED = 512;

  private static final int FEWEST = 16;

  private OpenFiles() {}

  /** How many connections to allow: as many as are configured, or fewer if files are short. */
  static int allow(int connections) {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os)) {
      return connections;
    }
    var allowed = allow(connections, os.getMaxFileDescriptorCount());
    if (allowed < connections) {
      LOG.warn(
          "Limited connections to {}, not {}, because the process may open only {}"
              + " files. Raise its limit (ulimit -n, LimitNOFILE), or lower"
              + " 'listen.max-connections'",
          allowed,
          connections,
          os.getMaxFileDescriptorCount());
    }
    return allowed;
  }

  static int allow(int connections, long files) {
    if (files <= 0 || files == Long.MAX_VALUE) {
      return connections;
    }
    var left = Math.max(files - RESERVED, files / 2);
    return Math.clamp(left, FEWEST, Math.max(FEWEST, connections));
  }
}
