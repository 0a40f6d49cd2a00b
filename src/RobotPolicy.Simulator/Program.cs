using System.CommandLine;
using RobotPolicy.Simulator;
using RobotPolicy.Simulator.Cli;

try
{
    return SimulatorCommandLine.Create().Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (SimulatorException error)
{
    Console.Error.WriteLine($"robotpolicy-simulator: {error.Message}");
    return 2;
}
