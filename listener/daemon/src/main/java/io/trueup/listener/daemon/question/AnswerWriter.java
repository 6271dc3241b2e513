package io.trueup.listener.daemon.question;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.filter.FilteringGeneratorDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.listener.engine.text.JsonMappers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers as JSON. Lists are written item by item, so that memory does not grow with them.
 * Stateless.
 */
public final class AnswerWriter {

  private static final ObjectWriter WRITER =
      JsonMappers.STRICT.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

  private static final SerializableString NOTHING = new SerializedString("");

  private AnswerWriter() {}

  /** One answer. */
  public static byte[] one(Object answer, FieldSelection fields) {
    var out = new ByteArrayOutputStream(1024);
    try (var generator = generator(out)) {
      WRITER.writeValue(chosen(generator, fields), answer);
    } catch (IOException e) {
      throw new IllegalStateException("Every answer can be written", e);
    }
    return out.toByteArray();
  }

  /**
   * A page of a list, as an object with the version, the total, the items, and the cursor of the
   * next page.
   *
   * @param after the cursor of the page before; null for the first page
   * @param limit the most items
   * @throws QuestionException before anything is written, when the cursor is none of this list
   */
  public static <T> void page(
      ModelVersion version,
      AnswerList<T> list,
      @Nullable String after,
      int limit,
      FieldSelection fields,
      OutputStream out)
      throws IOException {
    var position = ListCursor.position(version, list.name(), after);
    var generator = generator(out);
    generator.writeStartObject();
    generator.writeStringField("source", version.source().value());
    generator.writeNumberField("version", version.sequence());
    if (list.total() == AnswerList.UNKNOWN) {
      generator.writeNullField("total");
    } else {
      generator.writeNumberField("total", list.total());
    }
    generator.writeArrayFieldStart("items");
    var items = chosen(generator, fields);
    var end = new PageEnd(limit);
    read(
        list,
        position,
        (at, item) -> {
          if (end.isReached(at)) {
            return false;
          }
          WRITER.writeValue(items, item);
          return true;
        });
    generator.writeEndArray();
    generator.writeStringField("next", end.cursor(version, list.name()));
    generator.writeEndObject();
    generator.close();
  }

  /**
   * All items of a list, one a line.
   *
   * @param after the cursor of a page, to begin after it; null for all
   * @throws QuestionException before anything is written, when the cursor is none of this list
   */
  public static <T> void lines(
      ModelVersion version,
      AnswerList<T> list,
      @Nullable String after,
      FieldSelection fields,
      OutputStream out)
      throws IOException {
    var position = ListCursor.position(version, list.name(), after);
    var generator = generator(out);
    // The line feed is written after each item, also after the last one.
    generator.setRootValueSeparator(NOTHING);
    var items = chosen(generator, fields);
    read(
        list,
        position,
        (_, item) -> {
          WRITER.writeValue(items, item);
          generator.writeRaw('\n');
          return true;
        });
    generator.close();
  }

  /** Takes an item; its failure is that of the stream below. */
  private interface ItemOutput<T> {
    boolean write(String position, T item) throws IOException;
  }

  private static <T> void read(AnswerList<T> list, String after, ItemOutput<T> output)
      throws IOException {
    try {
      list.items()
          .read(
              after,
              (position, item) -> {
                try {
                  return output.write(position, item);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static JsonGenerator generator(OutputStream out) throws IOException {
    return JsonMappers.STRICT
        .getFactory()
        .createGenerator(out, JsonEncoding.UTF8)
        .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
  }

  private static JsonGenerator chosen(JsonGenerator generator, FieldSelection fields) {
    return fields.isAll()
        ? generator
        : new FilteringGeneratorDelegate(
            generator, fields.filter(), Inclusion.INCLUDE_ALL_AND_PATH, true);
  }
}
