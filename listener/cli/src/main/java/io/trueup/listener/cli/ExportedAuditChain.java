package io.trueup.listener.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.daemon.view.AuditChainView.LinkView;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditChain.Link;
import io.trueup.statestore.AuditVerification;
import io.trueup.statestore.AuditVerification.Misfit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The chain in an exported file. */
record ExportedAuditChain(Path file) {

  AuditVerificationResult verify(List<Head> expected) {
    try (var lines = Files.newBufferedReader(file)) {
      var first = mark(lines.readLine()).after();
      if (first == null) {
        throw notExported();
      }
      return verify(lines, first.head(), new AuditVerification(first.head(), expected));
    } catch (NoSuchFileException _) {
      throw new CommandException(ExitCode.NOT_FOUND, "There is no file '%s'".formatted(file));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNREADABLE, "Cannot read '%s': %s".formatted(file, e.getMessage()));
    }
  }

  private AuditVerificationResult verify(
      BufferedReader lines, Head from, AuditVerification verification) throws IOException {
    var begun = verification.begin();
    if (begun.isPresent()) {
      return new AuditVerificationResult(from, verification.reached(), begun);
    }
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("{\"after\":null,\"head\":")) {
        var head = mark(line).head();
        return head == null
            ? end(from, verification)
            : new AuditVerificationResult(
                from, verification.reached(), verification.end(head.head()));
      }
      var misfit = verification.next(link(line));
      if (misfit.isPresent()) {
        return new AuditVerificationResult(from, verification.reached(), misfit);
      }
    }
    return end(from, verification);
  }

  private static AuditVerificationResult end(Head from, AuditVerification verification) {
    return new AuditVerificationResult(
        from,
        verification.reached(),
        Optional.of(
            new Misfit(
                verification.reached().position() + 1,
                "The file ends at position %d without a head: the rest is missing"
                    .formatted(verification.reached().position()))));
  }

  private AuditExportMark mark(@Nullable String line) throws IOException {
    if (line == null) {
      throw notExported();
    }
    try {
      return JsonMappers.STRICT.readValue(line, AuditExportMark.class);
    } catch (JsonProcessingException _) {
      throw notExported();
    }
  }

  private Link link(String line) throws IOException {
    try {
      return JsonMappers.STRICT.readValue(line, LinkView.class).link();
    } catch (JsonProcessingException _) {
      throw notExported();
    }
  }

  private CommandException notExported() {
    return new CommandException(
        ExitCode.USAGE,
        "'%s' was not written by 'trueup audit export', or was changed afterwards".formatted(file));
  }
}
