using RobotPolicy.Cli;
using RobotPolicy.Cli.Output;

using var signals = new Signals();
return await CommandLine.RunAsync(args, SystemTerminal.Open(signals.Interrupts)).ConfigureAwait(false);
