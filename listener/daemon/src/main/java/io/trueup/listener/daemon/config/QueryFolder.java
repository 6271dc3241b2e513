package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.graphql.AllowedQueries;
import io.trueup.listener.daemon.graphql.GraphQlQuestions;
import io.trueup.model.document.shape.FieldReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the queries of an installation: each file of a folder is one. Stateless. */
final class QueryFolder {

  private static final String SUFFIX = ".graphql";
  private static final int MOST = 1000;
  private static final int LONGEST = 128 << 10;

  private QueryFolder() {}

  /**
   * The queries that the configuration names.
   *
   * @param folder null for none
   */
  static AllowedQueries read(FieldReader graphql, @Nullable Path folder) {
    var isExclusive = graphql.flag("only-queries");
    if (folder == null) {
      if (isExclusive) {
        problem(
            graphql,
            "'only-queries' needs 'queries', or nothing would be answered",
            "Add 'queries', a folder of queries");
      }
      return AllowedQueries.NONE;
    }
    var texts = new TreeMap<String, String>();
    try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (var file : files) {
        if (texts.size() == MOST || Files.size(file) > LONGEST) {
          problem(
              graphql,
              "Folder %s has more than %d queries, or a file of more than %d bytes"
                  .formatted(folder, MOST, LONGEST),
              "Leave only queries there");
          return AllowedQueries.NONE;
        }
        var name = String.valueOf(file.getFileName());
        texts.put(name.substring(0, name.length() - SUFFIX.length()), Files.readString(file));
      }
    } catch (CharacterCodingException _) {
      problem(graphql, "A query in %s is not UTF-8".formatted(folder), "Write it in UTF-8");
    } catch (IOException e) {
      problem(
          graphql,
          "Cannot read the folder of queries %s: %s".formatted(folder, e),
          "Name a folder that the daemon's user may read");
    }
    var queries = new AllowedQueries(texts, isExclusive);
    GraphQlQuestions.problem(queries)
        .ifPresent(it ->
            problem(
                graphql,
                "A query in %s cannot be answered. %s".formatted(folder, it),
                "Compare it with the schema, at /api/v1/graphql/schema"));
    return queries;
  }

  private static void problem(FieldReader graphql, String message, String remedy) {
    graphql.problem("configuration.queries", message, remedy);
  }
}
