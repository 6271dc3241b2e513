package io.trueup.model.document.fragment;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.trueup.model.document.tree.PlainReadersTest;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.TreeParser;
import java.util.List;

/**
 * Any bytes give documents or problems, and the readers of plain files give the same as the parsers
 * of the whole formats. Tries the inputs that are checked in beside it, and searches for others
 * where {@code JAZZER_FUZZ} is set. The assertions are in {@link PlainReadersTest#sameOrNothing}.
 */
class ReaderFuzzTest {

  private static final ReadLimits SMALL = new ReadLimits(1 << 16, 12, 300);

  @FuzzTest(maxDuration = "10m")
  @DictionaryEntries({
    "---\\x0a",
    "...\\x0a",
    "- ",
    ": ",
    " #",
    "\\x0d\\x0a",
    "''",
    "\\\\u00e9",
    "{a: b}",
    "[a, b]",
    "&a ",
    "*a",
    "!!",
    "|\\x0a",
    ">-\\x0a",
    "? ",
    "%YAML 1.2\\x0a",
    "\\xef\\xbb\\xbf",
    "\\xc2\\x85",
    "\\xe2\\x80\\xa8",
    "\\xf0\\x9f\\x90\\x98",
    "null"
  })
  void readsAnyYaml(byte[] content) {
    read("x.yaml", content);
  }

  @FuzzTest(maxDuration = "10m")
  @DictionaryEntries({
    "{\\x22a\\x22:",
    "\\\\u0000",
    "\\\\ud83d\\\\ude00",
    "\\\\u00e9",
    "null",
    "true",
    "-0.5e+1",
    "NaN",
    "\\x0d\\x0a",
    "\\xef\\xbb\\xbf",
    "\\xf0\\x9f\\x90\\x98",
    "//"
  })
  void readsAnyJson(byte[] content) {
    read("x.json", content);
  }

  private static void read(String fileName, byte[] content) {
    for (var limits : List.of(SMALL, ReadLimits.MODEL)) {
      TreeParser.read(fileName, content, limits);
      PlainReadersTest.sameOrNothing(fileName.endsWith(".json"), content, limits);
    }
    FragmentReader.read(fileName, content);
  }
}
