@NullMarked
package io.trueup.listener.daemon.question;

import org.jspecify.annotations.NullMarked;
