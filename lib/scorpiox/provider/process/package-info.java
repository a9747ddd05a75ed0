/// Providers that are programs of the user's own.
package scorpiox.provider.process;
