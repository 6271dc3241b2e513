package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.TestModel;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two spellings of one thing have the same fingerprint, so that no platform has anything to do. */
class EquivalentSpellingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "usa/sales.yaml | container: northwind_oltp | container: USA/Sales/northwind_oltp",
        "workspaces/masked-customers.yaml | container: warehouse | container:"
            + " USA/DataOffice/warehouse",
        "usa/sales.yaml | cron: \"*/10 * * * *\" | cron: \" */10  *  * * * \"",
        "usa/sales.yaml | order_id: {type: integer, key: true} | order_id: {type: INTEGER, key:"
            + " true, nullable: false}",
        "usa/sales.yaml | freight: decimal(10,2) | freight: decimal( 10 , 2 )",
        "usa/sales.yaml | classification: [IP] | classification: IP",
        "usa/sales.yaml | classification: [PUB] | classification: [PUB, PUB]",
        "usa/sales.yaml | locations: [MyCorp/USA/NY_1] | locations: MyCorp/USA/NY_1",
        "usa/sales.yaml | name: NW_Data | name: \"NW_Data\" # the store",
        "usa/sales.yaml | name: NW_Data | name: NW_Data\\ndescription: What we sold",
        "usa/zone.yaml | name: USA | name: USA\\ndescription: The states",
        "uk/logistics.yaml | columns:\\n"
            + "      shipper_id: {type: integer, key: true} | primaryKey: shipper_id\\n"
            + "    columns:\\n"
            + "      shipper_id: {type: integer, nullable: false}",
        "workspaces/product-reporting.yaml | [NW_Data/products, NW_Data/customers] |"
            + " [NW_Data/customers, NW_Data/products]",
        "workspaces/product-reporting.yaml | latency: minutes | latency: seconds",
        "workspaces/product-reporting.yaml | priority: medium\\n | ``",
        "ecosystem.yaml | rollout: {on: merge} | rollout: {on: manual}",
        "assignments.yaml | status: provisioned | status: decommissioning",
      })
  void isWrittenInManyWays(String path, String old, String replacement) {
    var model = TestModel.northwind();
    var rewritten = model.with(path, old.replace("\\n", "\n"), replacement.replace("\\n", "\n"));

    assertThat(rewritten).isNotEqualTo(model);
    assertThat(fingerprints(rewritten)).isEqualTo(fingerprints(model));
  }

  private static Map<NodeKey, Fingerprint> fingerprints(TestModel model) {
    var fingerprints = new TreeMap<NodeKey, Fingerprint>();
    model
        .accepted()
        .graphs()
        .values()
        .forEach(graph ->
            graph.nodes().forEach((key, node) -> fingerprints.put(key, node.fingerprint())));
    return fingerprints;
  }
}
