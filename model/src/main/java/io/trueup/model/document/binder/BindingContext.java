package io.trueup.model.document.binder;

import io.trueup.model.document.kind.TextForms;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.ecosystem.AllowForbid;
import io.trueup.model.ecosystem.Credential;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The state of reading one file, with the parts that several kinds of documents share. Not
 * thread-safe.
 *
 * @param problems where problems are added
 * @param sharing makes equal parts one object
 * @param avro digests of the whole Avro schemas of the document being read, by dataset, including
 *     what has a meaning only for people
 */
record BindingContext(
    List<Problem> problems, Interner sharing, SortedMap<String, Fingerprint> avro) {

  /**
   * Documentation with a longer description is hardly ever equal to another, and not worth sharing.
   */
  private static final int LONGEST_SHARED = 200;

  private static final RepositoryBranch NO_REPOSITORY = new RepositoryBranch("", "");

  BindingContext(List<Problem> problems, Interner sharing) {
    this(problems, sharing, new TreeMap<>());
  }

  /** Reports a problem at an entry's name. */
  void problem(Entry entry, String rule, String message, String remedy) {
    problems.add(
        Problem.error(rule, new Location("", entry.line(), entry.column()), message, remedy));
  }

  /** Reports a warning at an entry's name. */
  void warn(Entry entry, String rule, String message, String remedy) {
    var location = new Location("", entry.line(), entry.column());
    problems.add(new Problem(rule, Severity.WARNING, location, message, remedy));
  }

  /** Takes the description, documentation and tags of a thing. */
  Documentation documentation(FieldReader fields) {
    return documentation(fields, fields.texts("tags"));
  }

  /** Takes the description and documentation of a thing whose tags were taken before. */
  Documentation documentation(FieldReader fields, List<String> tags) {
    var description = fields.optionalText("description");
    var markdown = fields.optionalText("documentation");
    var documentation = Documentation.of(description, markdown, tags);
    return documentation.equals(Documentation.NONE)
            || (description != null && description.length() > LONGEST_SHARED)
        ? documentation
        : sharing.intern(documentation);
  }

  /** Takes who may use a store or a dataset. */
  Governance governance(FieldReader fields, List<String> classifications, List<String> policies) {
    var isDeprecated = fields.flag("deprecated");
    var approved = fields.optionalTexts("approved");
    if (!isDeprecated && approved == null && classifications.isEmpty() && policies.isEmpty()) {
      return Governance.NONE;
    }
    return sharing.intern(
        new Governance(
            classifications,
            policies,
            isDeprecated,
            approved == null ? null : new TreeSet<>(approved)));
  }

  /** Takes what is allowed and what is forbidden. */
  AllowForbid allowForbid(FieldReader owner, String field, String what) {
    var fields = owner.inner(field, what, null);
    var result = allowForbid(fields);
    fields.reportUnknown();
    return result;
  }

  /** Takes the two lists, which stand beside other fields. */
  AllowForbid allowForbid(FieldReader fields) {
    var allowed = fields.optionalTexts("allow");
    var forbidden = new TreeSet<>(fields.texts("forbid"));
    if (allowed == null && forbidden.isEmpty()) {
      return AllowForbid.ANYTHING;
    }
    var allow = allowed == null ? null : new TreeSet<>(allowed);
    for (var word : forbidden) {
      if (allow != null && allow.contains(word)) {
        fields.problem(
            "policy.contradiction",
            "%s allows '%s' and forbids it".formatted(fields.owner(), word),
            "Remove one of the two");
      }
    }
    return new AllowForbid(allow, forbidden);
  }

  /** Takes declarations, each with its owner. */
  SortedMap<String, RepositoryBranch> declarations(FieldReader fields, String field) {
    var owners = new TreeMap<String, RepositoryBranch>();
    for (var entry : fields.entries(field)) {
      var text = fields.textIn(field, entry, "The owner of");
      owners.put(entry.name(), repository(text));
    }
    return owners;
  }

  /** Takes a repository and branch that must be there. */
  RepositoryBranch repository(FieldReader fields, String field) {
    return repository(fields.text(field));
  }

  /** An invalid repository was reported when its text was taken. */
  private static RepositoryBranch repository(@Nullable String text) {
    return text == null || TextForms.REPOSITORY.brokenBy(text) != null
        ? NO_REPOSITORY
        : RepositoryBranch.parse(text);
  }

  /** Takes a credential in its short or long form. */
  @Nullable Credential credential(FieldReader fields, String field, String what) {
    var tree = fields.take(field);
    return switch (tree) {
      case null -> null;
      case Tree.Scalar _ -> {
        var name = fields.optionalText(field);
        yield name == null ? null : new Credential(name, Credential.Kind.USER_PASSWORD);
      }
      default -> credential(fields.inner(field, tree, what, null));
    };
  }

  private static Credential credential(FieldReader fields) {
    var credential =
        new Credential(fields.text("name"), fields.choice("kind", Credential.Kind.class));
    fields.reportUnknown();
    return credential;
  }

  /** Takes credentials by what they are for. */
  SortedMap<String, Credential> credentials(FieldReader fields, String field) {
    var credentials = new TreeMap<String, Credential>();
    for (var entry : fields.entries(field)) {
      if (entry.value() instanceof Tree.Mapping mapping) {
        var inner = fields.inner(field, mapping, "Credential", entry.name());
        credentials.put(entry.name(), credential(inner));
      } else {
        var name = fields.textIn(field, entry, "Credential");
        credentials.put(
            entry.name(), new Credential(name == null ? "" : name, Credential.Kind.USER_PASSWORD));
      }
    }
    return credentials;
  }

  /** Takes texts by their names. */
  SortedMap<String, String> textsByName(FieldReader fields, String field, String what) {
    var texts = new TreeMap<String, String>();
    for (var entry : fields.entries(field)) {
      var text = fields.textIn(field, entry, what);
      texts.put(entry.name(), text == null ? "" : text);
    }
    return texts;
  }

  /** Takes lists of texts by their names. */
  SortedMap<String, SortedSet<String>> listsByName(FieldReader fields, String field, String what) {
    var lists = new TreeMap<String, SortedSet<String>>();
    for (var entry : fields.entries(field)) {
      lists.put(entry.name(), new TreeSet<>(fields.textsIn(field, entry, what)));
    }
    return lists;
  }
}
