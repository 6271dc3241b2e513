package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.JobView;
import io.trueup.listener.engine.jobs.JobList;
import io.trueup.listener.engine.jobs.PlatformJobs;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.model.job.Job;
import io.trueup.model.job.JobKey;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Routes by which schedulers learn which jobs a platform has. */
final class JobListRoutes {

  /** The number of the version that an answer follows from. */
  private static final String VERSION = "Trueup-Version";

  private static final String LINES = "application/x-ndjson";
  private static final int LIMIT = 1000;
  private static final int MOST = 10_000;

  /** To be raised when the form of an answer changes, so that no client keeps the former one. */
  private static final int FORM = 1;

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Pattern CURSOR = Pattern.compile("([0-9a-f]{32})\\.([A-Za-z0-9_.-]+)");
  private static final int LINE_BUFFER = 512;

  private final PlatformJobs jobs;
  private final PlatformNames names;

  JobListRoutes(PlatformJobs jobs, PlatformNames names) {
    this.jobs = jobs;
    this.names = names;
  }

  List<Route> routes() {
    return Stream.of("/api/v1/platforms/{platform}/jobs", "/api/v1/platforms/{source}/{name}/jobs")
        .flatMap(path ->
            Stream.of(
                Route.read(path, this::list).with("after", "limit").within(LONGEST),
                Route.read(path + "/{job}", this::job)))
        .toList();
  }

  private HttpAnswer list(ApiRequest request) {
    var platform = names.find(request);
    var found = jobs.of(platform);
    var accepts = request.header("Accept");
    if (accepts != null && accepts.contains(LINES)) {
      var tag = tag(found, "lines");
      return isKnown(request, tag)
          ? unchanged(tag, found)
          : described(HttpAnswer.bytes(200, LINES, new JobLines(found)), tag, found);
    }
    var limit = request.limit(LIMIT, MOST);
    var after = after(request.cursor(), found);
    var tag = tag(found, "page");
    if (isKnown(request, tag)) {
      return unchanged(tag, found);
    }
    var page = (after == null ? found.jobs() : found.jobsAfter(after)).limit(limit + 1L).toList();
    var shown = page.subList(0, Math.min(limit, page.size()));
    var next =
        page.size() <= limit ? null : found.fingerprint() + "." + shown.getLast().key().value();
    var views = shown.stream().map(JobView::of).toList();
    return described(
        HttpAnswer.ok(new JobView.Page(platform.id().toString(), views, next)), tag, found);
  }

  private HttpAnswer job(ApiRequest request) {
    var platform = names.find(request);
    var found = jobs.of(platform);
    var key = request.path("job");
    Job job =
        found
            .find(new JobKey(key))
            .orElseThrow(() ->
                ApiException.of(
                    ApiException.Status.NOT_FOUND,
                    "unknown-job",
                    "Platform '%s' has no job '%s'. It may have left the model, or be grouped otherwise now: list the jobs again"
                        .formatted(platform.id(), key)));
    var tag = tag(found, "job");
    return isKnown(request, tag)
        ? unchanged(tag, found)
        : described(HttpAnswer.ok(JobView.of(job)), tag, found);
  }

  private static @Nullable JobKey after(@Nullable String cursor, JobList found) {
    if (cursor == null) {
      return null;
    }
    var matcher = CURSOR.matcher(cursor);
    if (!matcher.matches()) {
      throw ApiException.invalid("after", "'after' must be the 'next' of an earlier page");
    }
    if (!matcher.group(1).equals(found.fingerprint().toString())) {
      throw ApiException.conflict(
          "jobs-changed",
          "The jobs have changed since the page before. Begin again with the first page");
    }
    return new JobKey(matcher.group(2));
  }

  /** The same as long as the jobs are, whichever version they follow from. */
  private static String tag(JobList found, String form) {
    return "\"%s-%s-%d\"".formatted(found.fingerprint(), form, FORM);
  }

  private static boolean isKnown(ApiRequest request, String tag) {
    var tags = request.header("If-None-Match");
    return tags != null
        && Arrays.stream(tags.split(",", -1))
            .map(String::strip)
            .anyMatch(it -> it.equals("*") || it.equals(tag) || it.equals("W/" + tag));
  }

  private static HttpAnswer unchanged(String tag, JobList found) {
    return described(new HttpAnswer(304, LINES, new byte[0], Map.of()), tag, found);
  }

  private static HttpAnswer described(HttpAnswer answer, String tag, JobList found) {
    return answer
        .with("ETag", tag)
        .with("Cache-Control", "private, no-cache")
        .with("Vary", "Accept")
        .with(VERSION, Long.toString(found.version()));
  }

  /** A line of JSON for each job, made as it is sent. */
  private record JobLines(JobList jobs) implements HttpAnswer.ByteStream {

    @Override
    public long length() {
      return -1;
    }

    @Override
    public void write(OutputStream out) throws IOException {
      var lines = jobs.jobs().iterator();
      while (lines.hasNext()) {
        var line = new java.io.ByteArrayOutputStream(LINE_BUFFER);
        line.write(JsonMappers.STRICT.writeValueAsBytes(JobView.of(lines.next())));
        line.write('\n');
        line.writeTo(out);
      }
    }

    @Override
    public void close() {}
  }
}
