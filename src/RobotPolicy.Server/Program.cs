using System.CommandLine;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Options;

// A device is probed in a second process of this program: a broken driver ends the process that touches it.
if (DeviceProbeEntryPoint.TryRun(args, out var probeExitCode))
    return probeExitCode;

// The host's own lifetime handles signals: a stop takes as long as the arm needs to decelerate.
return await new ServerCommandLine()
    .Build(ServiceHost.RunAsync)
    .Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null })
    .ConfigureAwait(false);
