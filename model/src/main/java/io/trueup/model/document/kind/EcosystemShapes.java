package io.trueup.model.document.kind;

import static io.trueup.model.document.kind.ModelShapes.ANY_TEXT;
import static io.trueup.model.document.kind.ModelShapes.CREDENTIAL;
import static io.trueup.model.document.kind.ModelShapes.NAME;
import static io.trueup.model.document.kind.ModelShapes.REPOSITORY;
import static io.trueup.model.document.kind.ModelShapes.TEXTS;
import static io.trueup.model.document.kind.ModelShapes.document;
import static io.trueup.model.document.kind.ModelShapes.documented;
import static io.trueup.model.document.kind.ModelShapes.named;
import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.shape.ValueShape;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.OneOf;
import io.trueup.model.document.shape.ValueShape.Recursive;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.Vendor;
import java.util.List;

/** The shapes of the documents that the ecosystem's owner writes. */
final class EcosystemShapes {

  /** A tree of names: a text, a list, or a mapping of names to the places within each. */
  static final Recursive PLACES = new Recursive("Places", EcosystemShapes::places);

  private static final Structure VENDOR =
      new Structure(
          "Vendor",
          "An organization that runs places where data is kept.",
          List.of(
              required(
                  "cloud",
                  Choice.of(Vendor.Cloud.values(), Vendor.Cloud::text),
                  "The kind of vendor."),
              required("description", ANY_TEXT, "A description in a line or a few."),
              optional("documentation", ANY_TEXT, "Documentation in Markdown."),
              optional("tags", TEXTS, "Words for searches."),
              optional(
                      "locations",
                      PLACES,
                      "Its places, as a tree; one is referred to as `Vendor/place/place`.")
                  .example("{USA: [NY_1, NJ_1], UK: [London]}")));

  private static final Structure JOBS =
      new Structure(
          "Jobs",
          "How a platform's nodes make jobs, which a scheduler starts. None of it changes what the"
              + " platform realizes.",
          List.of(
              optional(
                      "per",
                      Choice.of(JobPolicy.Per.values(), JobPolicy.Per::text),
                      "The nodes of one job: one node; those of one store; those that read from"
                          + " one container; those that one schedule starts.")
                  .byDefault("node"),
              optional(
                      "at-most",
                      new WholeNumber(1, JobPolicy.MOST),
                      "The most nodes of one job; a larger job is split into several.")
                  .byDefault("1000")));

  private static final Structure PLATFORM =
      new Structure(
          "Platform",
          "A platform that moves and keeps data.",
          documented(
              required("type", ANY_TEXT, "The implementation that realizes it.")
                  .example("postgres"),
              optional("provider", ANY_TEXT, "Groups platforms that share services."),
              optional("container", ANY_TEXT, "The container of its tables, as `zone/team/name`.")
                  .example("USA/DataOffice/warehouse"),
              optional(
                      "history",
                      Choice.of(History.values(), History::text),
                      "The history of rows that it keeps.")
                  .byDefault("live-only"),
              optional("credential", CREDENTIAL, "The credential for its container."),
              optional(
                      "credentials",
                      new MapOf(TextForms.WORD, CREDENTIAL, Empty.ABSENT),
                      "Its other credentials, by purpose.")
                  .example("{git: {name: deploy_token, kind: api-token}}"),
              optional(
                  "hints",
                  new MapOf(TextForms.WORD, ANY_TEXT, Empty.ABSENT),
                  "Settings that only its type understands."),
              optional("rollout", RolloutShapes.ROLLOUT, "When it follows the accepted model.")
                  .example("{on: schedule, schedule: {cron: 0 2 * * SAT, zone: UTC}}"),
              optional("jobs", JOBS, "How its nodes make jobs.")
                  .otherwise("each node is a job")
                  .example("{per: store, at-most: 200}"),
              optional(
                      "dependencies",
                      RolloutShapes.DEPENDENCIES,
                      "The platforms that must follow before it does.")
                  .example("[Live, {platform: Past, soak: 2h}]")));

  static final Structure ECOSYSTEM =
      document(
          DocumentKind.ECOSYSTEM,
          "What the whole model shares; exactly one, changed only from its owner's repository and"
              + " branch.",
          documented(
              required("name", NAME, "The ecosystem's name."),
              required("owner", REPOSITORY, "The branch whose merges may change this document.")
                  .example("github.com/acme/model@ecosystem"),
              required("live", REPOSITORY, "The branch to follow; not the owner's.")
                  .example("github.com/acme/model@main"),
              optional(
                  "vendors",
                  new MapOf(TextForms.PLACE, VENDOR, Empty.ABSENT),
                  "The organizations that run places where data is kept."),
              optional(
                  "zones",
                  named(REPOSITORY),
                  "The zones, each with its owner; the zone's own document defines it."),
              optional("platforms", named(PLATFORM), "The platforms that move and keep data.")));

  private static final Structure ASSIGNMENT =
      new Structure(
          "Assignment",
          "The assignment of a group to a platform.",
          List.of(
              required("platform", ANY_TEXT, "The platform that is to serve the group."),
              optional(
                      "status",
                      Choice.of(Assignment.Status.values(), Assignment.Status::text),
                      "How far the assignment is; all but `decommissioned` are realized.")
                  .byDefault("provisioned")));

  static final Structure ASSIGNMENTS =
      document(
          DocumentKind.ASSIGNMENTS,
          "Which platform realizes which group; any number of documents of the ecosystem's owner.",
          documented(
              optional("name", ANY_TEXT, "The name of this part of the assignments."),
              optional(
                      "assign",
                      new MapOf(
                          TextForms.GROUP, new ListOf(ASSIGNMENT, Empty.REFUSED), Empty.ABSENT),
                      "The platforms of each `workspace/group`; several while it moves.")
                  .example("{ProductReporting/LiveProducts: [{platform: Live}]}"),
              optional(
                      "primaryIngestion",
                      new MapOf(TextForms.WORD, new ListOf(ANY_TEXT, Empty.REFUSED), Empty.ABSENT),
                      "The platforms that alone read a store's source, by the store; others read"
                          + " theirs.")
                  .example("{NW_Data: [Live]}")));

  private EcosystemShapes() {}

  private static ValueShape places() {
    var place = new Text(TextForms.PLACE);
    return OneOf.of(
        place, new ListOf(PLACES, Empty.ABSENT), new MapOf(TextForms.PLACE, PLACES, Empty.ABSENT));
  }
}
