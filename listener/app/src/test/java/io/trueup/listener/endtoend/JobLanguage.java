package io.trueup.listener.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A language and how the job of {@code deploy/jobs} in it starts. */
record JobLanguage(String name, List<String> command) {

  static List<JobLanguage> all() {
    var jobs = deploy().resolve("jobs");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(
        new JobLanguage(
            "python", List.of("python3", "-B", jobs.resolve("trueup_job.py").toString())),
        new JobLanguage(
            "java",
            List.of(java, "-XX:TieredStopAtLevel=1", jobs.resolve("TrueupJob.java").toString())),
        new JobLanguage("shell", List.of("sh", jobs.resolve("trueup-job.sh").toString())));
  }

  /**
   * Those that meet failures: one of them in each build, all with {@code -Dtrueup.job-scripts=all}.
   */
  static List<JobLanguage> inTrouble() {
    var all = all();
    if (System.getProperty("trueup.job-scripts", "").equals("all")) {
      return all;
    }
    var one = all.get((int) Math.floorMod(System.nanoTime(), (long) all.size()));
    System.out.println("-Dtrueup.job-scripts=all, or in trouble only " + one.name());
    return List.of(one);
  }

  private static Path deploy() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = Objects.requireNonNull(folder.getParent());
    }
    return folder.resolve("deploy");
  }
}
