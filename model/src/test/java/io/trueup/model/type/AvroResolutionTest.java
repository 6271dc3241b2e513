package io.trueup.model.type;

import static io.trueup.model.type.AvroSchemaTest.schema;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.type.AvroResolution.Incompatibility;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroResolutionTest {

  private static final String RECORD = "{'type':'record','name':'R','fields':[%s]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'int' | 'int'
          'double' | 'int'
          'float' | 'long'
          'string' | 'bytes'
          'bytes' | 'string'
          ['null','int'] | 'int'
          ['null','double'] | ['null','float']
          'int' | ['int']
          {'type':'array','items':'long'} | {'type':'array','items':'int'}
          {'type':'map','values':['null','int']} | {'type':'map','values':'int'}
          {'type':'enum','name':'a.E','symbols':['A','B']} | {'type':'enum','name':'b.E','symbols':['A']}
          {'type':'enum','name':'E','symbols':['A'],'default':'A'} | {'type':'enum','name':'E','symbols':['A','B']}
          {'type':'fixed','name':'F','size':2,'aliases':['G']} | {'type':'fixed','name':'G','size':2}
          {'type':'record','name':'R','fields':[{'name':'a','type':'int','default':1}]} | {'type':'record','name':'R','fields':[]}
          {'type':'record','name':'R','fields':[{'name':'a','aliases':['b'],'type':'int'}]} | {'type':'record','name':'R','fields':[{'name':'b','type':'int'}]}
          {'type':'record','name':'R','fields':[]} | {'type':'record','name':'R','fields':[{'name':'b','type':'int'}]}
          {'type':'record','name':'L','fields':[{'name':'n','type':['null','L']}]} | {'type':'record','name':'L','fields':[{'name':'n','type':['null','L']}]}
          {'type':'string','logicalType':'uuid'} | 'string'
          {'type':'long','logicalType':'timestamp-millis'} | {'type':'long','logicalType':'timestamp-millis'}
          """)
  void reads(String reader, String writer) {
    assertThat(AvroResolution.incompatibilities(schema(reader), schema(writer))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'int' | 'long' | ~~ | long cannot be read as int
          'null' | 'int' | ~~ | int cannot be read as null
          'int' | ['null','int'] | ~~ | null cannot be read as int
          ['null','int'] | ['null','string'] | ~~ | the reader's union has no branch for string
          {'type':'array','items':'int'} | {'type':'array','items':'string'} | [] | string cannot be read as int
          {'type':'map','values':{'type':'array','items':'int'}} | {'type':'map','values':{'type':'array','items':'long'}} | {}[] | long cannot be read as int
          {'type':'array','items':'int'} | {'type':'map','values':'int'} | ~~ | map cannot be read as array
          {'type':'enum','name':'E','symbols':['A']} | {'type':'enum','name':'E','symbols':['A','B']} | ~~ | enum 'E' has no default and lacks [B]
          {'type':'enum','name':'E','symbols':['A']} | {'type':'enum','name':'F','symbols':['A']} | ~~ | enum 'F' cannot be read as enum 'E', which has no such alias
          {'type':'enum','name':'E','symbols':['A']} | {'type':'fixed','name':'E','size':1} | ~~ | fixed 'E' cannot be read as enum 'E', which has no such alias
          {'type':'fixed','name':'F','size':2} | {'type':'fixed','name':'F','size':1} | ~~ | the size of fixed 'F' changes from 1 to 2
          {'type':'bytes','logicalType':'decimal','precision':5,'scale':2} | {'type':'bytes','logicalType':'decimal','precision':5,'scale':1} | ~~ | the logical type changes from decimal(5,1) to decimal(5,2)
          {'type':'long','logicalType':'timestamp-micros'} | {'type':'long','logicalType':'timestamp-millis'} | ~~ | the logical type changes from timestamp-millis to timestamp-micros
          """)
  void saysWhyItCannotRead(String reader, String writer, String path, String reason) {
    assertThat(AvroResolution.incompatibilities(schema(reader), schema(writer)))
        .containsExactly(new Incompatibility(path, reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'name':'a','type':'int'} | | a | the writer has no such field, and it has no default
          {'name':'a','type':'int'} | {'name':'a','type':'string'} | a | string cannot be read as int
          {'name':'a','type':{'type':'array','items':{'type':'record','name':'S','fields':[{'name':'b','type':'int'}]}}} | {'name':'a','type':{'type':'array','items':{'type':'record','name':'S','fields':[]}}} | a[].b | the writer has no such field, and it has no default
          {'name':'a','aliases':['b'],'type':'int'} | {'name':'a','type':'int'},{'name':'b','type':'int'} | a | it has several fields of the writer as its name and aliases
          """)
  void saysInWhichField(String reader, String writer, String path, String reason) {
    var was = schema(RECORD.formatted(writer == null ? "" : writer));
    assertThat(AvroResolution.incompatibilities(schema(RECORD.formatted(reader)), was))
        .containsExactly(new Incompatibility(path, reason));
  }

  /** A chain of types that refer to each other is as long as their number, not their nesting. */
  @Test
  void followsALongChainOfTypesWithoutRecursion() {
    assertThat(AvroResolution.incompatibilities(schema(chain("int")), schema(chain("int"))))
        .isEmpty();
    assertThat(AvroResolution.incompatibilities(schema(chain("int")), schema(chain("long"))))
        .extracting(Incompatibility::reason)
        .containsExactly("long cannot be read as int");
  }

  private static String chain(String last) {
    var fields = new StringBuilder();
    for (var i = 0; i < 8_000; i++) {
      var next = i == 0 ? last : "R" + (i - 1);
      fields.append(
          "%s{'name':'f%d','type':{'type':'record','name':'R%d','fields':[{'name':'n','type':'%s'}]}}"
              .formatted(i == 0 ? "" : ",", i, i, next));
    }
    return "{'type':'record','name':'Top','fields':[" + fields + "]}";
  }

  /** The result agrees with Apache Avro, which ignores logical types. */
  @Test
  void agreesWithApacheAvro() {
    var seed = Long.getLong("trueup.avro.seed", 1);
    var random = new Random(seed);
    var compatible = 0;
    for (var round = 0; round < 6_000; round++) {
      var generator = new AvroGenerator(random);
      var writer = generator.schema();
      var reader = random.nextInt(8) == 0 ? generator.schema() : generator.changed(writer);
      var expected = oracle(reader, writer);
      assertThat(AvroResolution.incompatibilities(schema(reader), schema(writer)).isEmpty())
          .as("seed %s: %s reads %s", seed, reader, writer)
          .isEqualTo(expected);
      compatible += expected ? 1 : 0;
    }
    assertThat(compatible).as("seed %s", seed).isBetween(1_000, 5_000);
  }

  private static boolean oracle(String reader, String writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(parsed(reader), parsed(writer))
            .getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private static Schema parsed(String text) {
    return new Schema.Parser().parse(text.replace('\'', '"'));
  }
}
