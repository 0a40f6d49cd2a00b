using System.CommandLine;
using RobotPolicy.Server.Options;

namespace RobotPolicy.Tests.Deploy;

/// <summary>Gives words to the service's real command line.</summary>
internal static class ServiceCommand
{
    /// <summary>The options that the service would run with; fails with what the command line says against the words.</summary>
    public static async Task<ServerOptions> ParseAsync(IEnumerable<string> words)
    {
        ServerOptions? options = null;
        var parsed = new ServerCommandLine()
            .Build((read, _) =>
            {
                options = read;
                return Task.FromResult(0);
            })
            .Parse([.. words]);
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        Assert.NotNull(options);
        return options;
    }
}
