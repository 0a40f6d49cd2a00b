using System.CommandLine;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Options;

// The host's own lifetime handles signals: a stop takes as long as the arm needs to decelerate.
return await new ServerCommandLine()
    .Build(ServiceHost.RunAsync)
    .Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null })
    .ConfigureAwait(false);
