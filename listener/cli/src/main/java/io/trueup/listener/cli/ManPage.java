package io.trueup.listener.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Formats the man page of a command with the macros of man(7). Pure. */
final class ManPage {

  private final CommandLine command;
  private final StringBuilder text = new StringBuilder();

  private ManPage(CommandLine command) {
    this.command = command;
  }

  static String of(CommandLine command) {
    return new ManPage(command).render();
  }

  private String render() {
    var spec = command.getCommandSpec();
    var usage = spec.usageMessage();
    var name = spec.qualifiedName("-");
    macro(".TH \"%s\" 1".formatted(name.toUpperCase(Locale.ROOT)));
    macro(".SH NAME");
    var descriptions = plain(usage.description());
    line(name + " \\- " + escaped(descriptions.isEmpty() ? "" : descriptions.getFirst()));
    macro(".SH SYNOPSIS");
    line(escaped(new CommandLine.Help(spec, command.getHelp().colorScheme()).synopsis(0).strip()));
    macro(".SH DESCRIPTION");
    descriptions.forEach(this::paragraph);
    items("OPTIONS AND PARAMETERS");
    commands();
    exitCodes();
    examples(plain(usage.footer()));
    seeAlso();
    return text.toString();
  }

  private void items(String heading) {
    var spec = command.getCommandSpec();
    if (spec.options().isEmpty() && spec.positionalParameters().isEmpty()) {
      return;
    }
    macro(".SH " + heading);
    spec.positionalParameters().forEach(it -> item(it.paramLabel(), it));
    spec.options().forEach(it -> item(label(it), it));
  }

  private static String label(OptionSpec option) {
    var names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  private void item(String label, ArgSpec argument) {
    macro(".TP");
    macro(".B " + escaped(label));
    line(escaped(String.join(" ", plain(argument.description()))));
  }

  private void commands() {
    if (command.getSubcommands().isEmpty()) {
      return;
    }
    macro(".SH COMMANDS");
    command
        .getSubcommands()
        .forEach((name, each) -> {
          macro(".TP");
          macro(".B " + escaped(name));
          line(
              escaped(
                  plain(each.getCommandSpec().usageMessage().description()).stream()
                      .findFirst()
                      .orElse("")));
        });
  }

  private void exitCodes() {
    var codes = command.getCommandSpec().usageMessage().exitCodeList();
    if (codes.isEmpty()) {
      return;
    }
    macro(".SH EXIT STATUS");
    codes.forEach((code, meaning) -> {
      macro(".TP");
      macro(".B " + code.strip());
      line(escaped(meaning));
    });
  }

  private void examples(List<String> footer) {
    var lines = footer.stream().filter(it -> it.startsWith("  ")).toList();
    if (lines.isEmpty()) {
      return;
    }
    macro(".SH EXAMPLES");
    macro(".nf");
    lines.forEach(it -> line(escaped(it.substring(2))));
    macro(".fi");
  }

  private void seeAlso() {
    var parent = command.getParent();
    if (parent != null) {
      macro(".SH SEE ALSO");
      macro(".BR %s (1)".formatted(escaped(parent.getCommandSpec().qualifiedName("-"))));
    }
  }

  private void paragraph(String words) {
    macro(".PP");
    line(escaped(words));
  }

  private void macro(String line) {
    text.append(line).append('\n');
  }

  /** A line of text. A leading dot or apostrophe is escaped, because it would start a macro. */
  private void line(String words) {
    text.append(words.startsWith(".") || words.startsWith("'") ? "\\&" + words : words)
        .append('\n');
  }

  private static List<String> plain(String[] lines) {
    return Arrays.stream(lines)
        .map(it -> Ansi.OFF.string(it).formatted())
        .collect(Collectors.toList());
  }

  private static String escaped(String words) {
    return words
        .replace("\\", "\\e")
        .replace("-", "\\-")
        .lines()
        .map(String::strip)
        .collect(Collectors.joining(" "));
  }
}
