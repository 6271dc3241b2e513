/** What commands that read a model keep for the next one, in a folder of the user. */
@NullMarked
package io.trueup.listener.cli.cache;

import org.jspecify.annotations.NullMarked;
