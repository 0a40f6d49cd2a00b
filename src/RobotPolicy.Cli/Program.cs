using RobotPolicy.Cli;
using RobotPolicy.Cli.Commands.Policies;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference.Devices;

// `policies prepare` probes a device in a second process of this program. No other command loads what that takes: a stop does not wait for it.
if ((args is [DeviceProbeEntryPoint.Verb, ..] || args.Contains("prepare")) && ProbeHook.TryRun(args, out var probeExitCode))
    return probeExitCode;

using var signals = new Signals();
return await CommandLine.RunAsync(args, SystemTerminal.Open(signals.Interrupts)).ConfigureAwait(false);
