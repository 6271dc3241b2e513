package io.trueup.listener.lab.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The sample ecosystem that is part of the program. */
public final class SampleModel {

  private static final String FOLDER = "/samples/northwind";

  private SampleModel() {}

  /** Copies the sample ecosystem into a folder. */
  public static void copyTo(Path folder) {
    try {
      var resource = SampleModel.class.getResource(FOLDER);
      if (resource == null) {
        throw new IllegalStateException("The program does not contain the sample ecosystem");
      }
      var uri = resource.toURI();
      if (uri.getScheme().equals("jar")) {
        try (var jar =
            FileSystems.newFileSystem(URI.create(uri.toString().split("!", -1)[0]), Map.of())) {
          copy(jar.getPath(FOLDER), folder);
        }
      } else {
        copy(Path.of(uri), folder);
      }
    } catch (IOException | URISyntaxException e) {
      throw new DemoException(
          "Cannot write the sample ecosystem to %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.write(copy, Files.readAllBytes(file));
      }
    }
  }
}
