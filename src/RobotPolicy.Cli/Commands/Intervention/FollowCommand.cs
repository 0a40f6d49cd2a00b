using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary><c>intervene follow</c>: a leader on standard input.</summary>
internal static class FollowCommand
{
    public static Command Build(CommandRunner runner)
    {
        var then = new HandBackOption();
        var command = new Command("follow", """
            Follow a leader on standard input: one JSON object per line, sent as it comes. {"positions":[…]} or {"velocities":[…]}, with
            "joints":[…], "absolute":true, and "engaged":false for an open dead-man switch. A pause longer than the service's silence
            timeout holds the arm. The end of input hands back.

              leader-arm --jsonl | robotctl intervene follow
            """);
        then.AddTo(command);
        return runner.Bind(command, (run, stop) => FollowAsync(run, then.Read(run.Parsed), stop));
    }

    private static async Task<int> FollowAsync(Invocation run, ReleaseRequest.Types.Then then, CancellationToken stop)
    {
        // Nothing is taken over before the leader has said something.
        var first = await NextAsync(run, stop).ConfigureAwait(false);
        if (first is null)
            throw CommandException.Usage("standard input holds no command.");
        var command = CommandLines.Parse(first, 1);
        var idle = command.Clone();
        return await Takeover.DriveAsync(
            run,
            then,
            idle,
            async (stream, token) =>
            {
                for (var line = 2; ; line++)
                {
                    await stream.SendAsync(command, token).ConfigureAwait(false);
                    if (await NextAsync(run, token).ConfigureAwait(false) is not { } text)
                        return ExitCode.Ok;
                    command = CommandLines.Parse(text, line);
                }
            },
            stop).ConfigureAwait(false);
    }

    private static async Task<string?> NextAsync(Invocation run, CancellationToken stop)
    {
        string? line;
        do
            line = await Task.Run(run.Terminal.In.ReadLine, CancellationToken.None).WaitAsync(stop).ConfigureAwait(false);
        while (line is not null && string.IsNullOrWhiteSpace(line));
        return line;
    }
}
