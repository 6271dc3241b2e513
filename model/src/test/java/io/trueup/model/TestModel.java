package io.trueup.model;

import io.trueup.model.document.fragment.FragmentReader;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelFile;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.model.verdict.ModelVerdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files of a model in memory, and what becomes of them. Immutable. */
public record TestModel(Map<String, String> files) {

  private static final Path NORTHWIND = Path.of("../docs/samples/northwind");

  public TestModel {
    files = new TreeMap<>(files);
  }

  /** The sample that documentation, demo and tests share. */
  public static TestModel northwind() {
    try (var paths = Files.walk(NORTHWIND)) {
      var files = new TreeMap<String, String>();
      for (var path : paths.filter(Files::isRegularFile).toList()) {
        files.put(NORTHWIND.relativize(path).toString().replace('\\', '/'), Files.readString(path));
      }
      return new TestModel(files);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the sample at " + NORTHWIND, e);
    }
  }

  /** The model with one place of a file written differently. */
  public TestModel with(String path, String old, String replacement) {
    var text = text(path);
    if (!text.contains(old)) {
      throw new IllegalArgumentException("'%s' is not in %s".formatted(old, path));
    }
    return withFile(path, text.replace(old, replacement));
  }

  /** The model with a file, or with another content of it. */
  public TestModel withFile(String path, String content) {
    var changed = new TreeMap<>(files);
    changed.put(path, content);
    return new TestModel(changed);
  }

  /** The model without a file. */
  public TestModel without(String path) {
    var changed = new TreeMap<>(files);
    changed.remove(path);
    return new TestModel(changed);
  }

  /** The content of a file. */
  public String text(String path) {
    var text = files.get(path);
    if (text == null) {
      throw new IllegalArgumentException("There is no file " + path);
    }
    return text;
  }

  /** The verdict on the model as a first version. */
  public ModelVerdict check() {
    return check(null, GraphLint.NONE, new Random(0));
  }

  /** The verdict on the model after an accepted one. */
  public ModelVerdict check(@Nullable Model accepted) {
    return check(accepted, GraphLint.NONE, new Random(0));
  }

  /** The verdict, with files handed over in a random order. */
  public ModelVerdict check(@Nullable Model accepted, GraphLint lint, Random order) {
    return check(accepted, lint, order, null);
  }

  /** The verdict, worked out from another version. */
  public ModelVerdict check(
      @Nullable Model accepted, GraphLint lint, Random order, @Nullable Basis nearest) {
    var read = new ArrayList<ModelFile>();
    files.forEach((path, text) ->
        read.add(new ModelFile(path, blob(path, text), FragmentReader.read(path, bytes(text)))));
    Collections.shuffle(read, order);
    return new ModelChecker("model", lint, this::content)
        .check(ModelFiles.of(read), accepted, nearest);
  }

  /** A blob's id tells its content, and here the path too, so that the content can be found. */
  private static String blob(String path, String text) {
    return path + "\n" + FingerprintBuilder.of("blob").add(text).fingerprint();
  }

  /** The content of a blob of these files. */
  public byte[] content(String blob) {
    return bytes(text(blob.substring(0, blob.indexOf('\n'))));
  }

  /** The model, which must be accepted without any problem. */
  public Model accepted() {
    var judgement = check();
    var model = judgement.model();
    if (model == null || !judgement.problems().isEmpty()) {
      throw new AssertionError("Not accepted: " + lines(judgement));
    }
    return model;
  }

  /** The problems as an author sees them. */
  public static List<String> lines(ModelVerdict judgement) {
    return judgement.problems().stream().map(Problem::toString).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
