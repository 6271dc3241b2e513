@NullMarked
package io.trueup.listener.cli.versions;

import org.jspecify.annotations.NullMarked;
