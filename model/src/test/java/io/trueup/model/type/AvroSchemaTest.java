package io.trueup.model.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.model.type.AvroSchema.TopField;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a schema that is written with single quotes. */
  static AvroSchema schema(String text) {
    try {
      return AvroSchema.of(JSON.readValue(text.replace('\'', '"'), Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON: " + text, e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'int' | 'int'
          {'type':'int'} | 'int'
          {'type':{'type':'int'}} | 'int'
          {'type':['null',{'type':'string'}]} | ['null','string']
          {'items':'int','type':'array','x':1} | {'type':'array','items':'int'}
          {'type':'map','values':['int']} | {'type':'map','values':['int']}
          {'type':'int','logicalType':'date'} | {'type':'int','logicalType':'date'}
          {'type':'int','logicalType':'own'} | {'type':'int','logicalType':'own'}
          {'type':'bytes','logicalType':'decimal','precision':4} | {'type':'bytes','logicalType':'decimal','precision':4,'scale':0}
          {'type':'record','name':'a.R','doc':'d','aliases':['S','b.T'],'fields':[]} | {'name':'a.R','type':'record','fields':[],'aliases':['a.S','b.T']}
          {'type':'enum','name':'E','namespace':'n.m','symbols':['A','B'],'default':'B'} | {'name':'n.m.E','type':'enum','symbols':['A','B'],'default':'B'}
          {'type':'fixed','size':16,'name':'F','logicalType':'uuid'} | {'name':'F','type':'fixed','size':16,'logicalType':'uuid'}
          {'type':'record','name':'n.L','fields':[{'name':'next','order':'ignore','type':['null','L'],'default':null}]} | {'name':'n.L','type':'record','fields':[{'name':'next','type':['null','n.L'],'default':null}]}
          {'type':'record','name':'R','fields':[{'name':'f','aliases':['g'],'type':{'type':'map','values':'double'},'default':{'b':1.50,'a':2e1}}]} | {'name':'R','type':'record','fields':[{'name':'f','type':{'type':'map','values':'double'},'default':{'a':2E+1,'b':1.5},'aliases':['g']}]}
          """)
  void hasACanonicalText(String text, String canonical) {
    assertThat(schema(text)).hasToString(canonical.replace('\'', '"'));
    assertThat(schema(canonical)).isEqualTo(schema(text)).hasSameHashCodeAs(schema(text));
  }

  /** The text is Avro's own canonical form where that form leaves nothing out. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "['null','int',{'type':'array','items':{'type':'map','values':'bytes'}}]",
        "{'type':'record','name':'a.b.R','fields':[{'name':'f','type':{'type':'fixed','name':'F',"
            + "'size':3}},{'name':'g','type':'F'},{'name':'h','type':['null','R']},"
            + "{'name':'i','type':{'type':'enum','name':'c.E','symbols':['X','Y']}}]}"
      })
  void agreesWithTheParsingCanonicalForm(String text) {
    var avro = new Schema.Parser().parse(text.replace('\'', '"'));

    assertThat(schema(text)).hasToString(SchemaNormalization.toParsingForm(avro));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          null | its root: a name, a list or a mapping is expected, found nothing
          5 | its root: a name, a list or a mapping is expected, found 5
          'strin' | its root: 'strin' is neither a primitive type nor a type defined before
          {} | its root: there is no 'type'
          [] | its root: a union needs a branch
          ['int','int'] | /1: the union has two branches of int
          ['int',{'type':['null']}] | /1: a union cannot be a branch of a union
          {'type':'array'} | its root: there is no 'items'
          {'type':'map','values':'x'} | /values: 'x' is neither a primitive type nor a type defined before
          {'type':'fixed','name':'F','size':-1} | /size: a whole number is expected, found -1
          {'type':'fixed','name':'F','size':1.5} | /size: a whole number is expected, found 1.5
          {'type':'fixed','name':'F','size':1e99} | /size: a whole number is expected, found 1.0E99
          {'type':'fixed','name':'a-b','size':1} | /name: 'a-b' is not a name
          {'type':'fixed','name':'a..b','size':1} | /name: 'a..b' is not a name
          {'type':'fixed','name':'a.int','size':1} | /name: 'a.int' is the name of a primitive type
          {'type':'fixed','name':5,'size':1} | /name: a text is expected, found 5
          {'type':'enum','name':'E','symbols':[]} | its root: an enum needs a symbol
          {'type':'enum','name':'E','symbols':['A','A']} | /symbols/1: the enum has two symbols 'A'
          {'type':'enum','name':'E','symbols':['A'],'default':'B'} | /default: 'B' is not a symbol of the enum
          {'type':'record','name':'R','fields':{}} | /fields: a list is expected, found a mapping
          {'type':'record','name':'R','fields':[{'name':'f','type':'int'},{'name':'f','type':'int'}]} | /fields/1: the record has two fields 'f'
          {'type':'record','name':'R','fields':[{'name':'f.g','type':'int'}]} | /fields/0/name: 'f.g' is not a name
          {'type':'record','name':'R','fields':[{'name':'f','type':{'type':'record','name':'R','fields':[]}}]} | /fields/0/type/name: 'R' is defined twice
          {'type':'record','name':'n.R','fields':[{'name':'f','type':'m.R'}]} | /fields/0/type: 'm.R' is neither a primitive type nor a type defined before
          {'type':'record','name':'R','fields':[{'name':'f','type':'int','default':null}]} | /fields/0/default: the default is not a value of the field's type
          {'type':'record','name':'R','fields':[{'name':'f','type':'int','default':2147483648}]} | /fields/0/default: the default is not a value of the field's type
          {'type':'record','name':'R','fields':[{'name':'f','type':['null','R'],'default':{'f':{'f':1}}}]} | /fields/0/default: the default is not a value of the field's type
          {'type':'record','name':'R','fields':[{'name':'f','type':'bytes','default':'Ā'}]} | /fields/0/default: the default is not a value of the field's type
          {'type':'string','logicalType':'date'} | /logicalType: 'date' refines int, not string
          {'type':{'type':'int'},'logicalType':'date'} | its root: 'logicalType' belongs beside the name of the type that it refines
          {'type':'fixed','name':'F','size':8,'logicalType':'uuid'} | /logicalType: 'uuid' refines fixed(16) or string, not fixed(8)
          {'type':'int','logicalType':'decimal','precision':4} | /precision: 'decimal' refines bytes or fixed, not int
          {'type':'fixed','name':'F','size':2,'logicalType':'decimal','precision':5} | /precision: a decimal of fixed(2) has 1 to 4 digits, found 5
          {'type':'bytes','logicalType':'decimal','precision':4,'scale':5} | its root: a scale of 5 is above the precision of 4
          {'type':'bytes','logicalType':'decimal'} | its root: there is no 'precision'
          """)
  void saysWhereAndWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> schema(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Not an Avro schema, at " + message);
  }

  @Test
  void acceptsOnlyJsonValues() {
    assertThatThrownBy(() -> AvroSchema.of(Map.of("type", Thread.State.NEW)))
        .hasMessage("Not an Avro schema, at /type: a State is not JSON");
    assertThatThrownBy(() -> AvroSchema.of(Map.of("type", "int", "x", Double.NaN)))
        .hasMessage("Not an Avro schema, at /x: NaN is not a number");
  }

  @Test
  void boundsDepthAndSize() {
    Object deep = "int";
    for (var i = 0; i < 99; i++) {
      deep = Map.of("type", "array", "items", deep);
    }
    assertThat(AvroSchema.of(deep).toString()).hasSizeGreaterThan(99);
    var deeper = Map.of("type", "array", "items", deep);
    assertThatThrownBy(() -> AvroSchema.of(deeper))
        .hasMessageEndingWith("it is nested deeper than 100");
    assertThatThrownBy(() -> AvroSchema.of(Collections.nCopies(100_000, "int")))
        .hasMessageEndingWith("it has more than 100000 values");
    assertThatThrownBy(() -> AvroSchema.of(Collections.nCopies(1_001, "int")))
        .hasMessageEndingWith("it has 1001 elements; the most are 1000");
  }

  /** Each level of the default could be any of the records, and only the innermost is wrong. */
  @Test
  void givesUpOnDefaultsThatWouldTakeForever() {
    var branches = new StringBuilder("'int','A'");
    for (var i = 0; i < 20; i++) {
      branches
          .append(",{'type':'record','name':'B")
          .append(i)
          .append("','fields':[{'name':'x','type':['int','A']}]}");
    }
    var value = "{'x':".repeat(60) + "'no'" + "}".repeat(60);
    var text =
        "{'type':'record','name':'H','fields':[{'name':'f','default':"
            + value
            + ",'type':{'type':'record','name':'A','fields':[{'name':'x','type':["
            + branches
            + "]}]}}]}";

    assertThatThrownBy(() -> schema(text))
        .hasMessage(
            "Not an Avro schema: its defaults fit its unions in too many ways to be checked");
  }

  @Test
  void listsTopLevelFields() {
    assertThat(
            schema(
                    "{'type':'record','name':'R','fields':["
                        + "{'name':'a','type':'int'},"
                        + "{'name':'b','type':['null','string']},"
                        + "{'name':'c','type':['int','string']},"
                        + "{'name':'d','type':{'type':'array','items':'int'}},"
                        + "{'name':'e','type':{'type':'string','logicalType':'uuid'}},"
                        + "{'name':'f','type':'null'},"
                        + "{'name':'g','type':['null','R']}]}")
                .topFields())
        .isEqualTo(
            List.of(
                new TopField("a", true, false),
                new TopField("b", true, true),
                new TopField("c", false, false),
                new TopField("d", false, false),
                new TopField("e", true, false),
                new TopField("f", false, true),
                new TopField("g", false, true)));
    assertThat(schema("'int'").topFields()).isEmpty();
  }
}
