using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>Options of a start about what ends a task, what follows it and how often it is tried.</summary>
internal sealed class AttemptOptions
{
    private const int MaxSteps = 32;
    private const double MaxSeconds = 86400;

    private readonly Option<string[]> _then = new("--then")
    {
        Description = "What to do next, in words, once the goal before is reached; may be given several times.",
        HelpName = "text",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<int> _retries = new("--retries")
    {
        Description = "Attempts after one that failed; the arm moves to its safe pose before each.",
        HelpName = "count",
    };

    private readonly Option<double> _attemptLimit = new("--attempt-limit") { Description = "An attempt has failed after this time of execution.", HelpName = "seconds" };

    private readonly Option<double> _expected = new("--expected") { Description = "Raise an alert when it takes longer than this.", HelpName = "seconds" };

    private readonly Option<double?> _untilSuccess = new("--until-success")
    {
        Description = "End when the policy says that it is done, with more certainty than this (0 to 1); the package's threshold if left out.",
        HelpName = "threshold",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _noStop = new("--no-stop-on-success") { Description = "The policy's word that it is done ends nothing." };

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_then, _retries, _attemptLimit, _expected, _untilSuccess, _noStop];
        foreach (var option in all)
            command.Add(option);
    }

    /// <summary>Adds what they say to a request. Throws a usage error for what makes no sense.</summary>
    public void Apply(ParseResult parsed, StartTaskRequest request)
    {
        request.Retries = parsed.GetValue(_retries);
        if (request.Retries is < 0 or > 100)
            throw CommandException.Usage("--retries: expected 0 to 100.");
        request.AttemptLimit = Time(parsed, _attemptLimit);
        request.ExpectedDuration = Time(parsed, _expected);
        var wantsSuccess = parsed.GetResult(_untilSuccess) is not null;
        if (wantsSuccess && parsed.GetValue(_noStop))
            throw CommandException.Usage("--until-success and --no-stop-on-success exclude each other.");
        if (parsed.GetValue(_noStop))
            request.Success = new SuccessChoice { Off = true };
        if (wantsSuccess && parsed.GetValue(_untilSuccess) is { } threshold)
            request.Success = threshold is >= 0 and <= 1
                ? new SuccessChoice { Threshold = threshold }
                : throw CommandException.Usage("--until-success: expected 0 to 1.");
        var then = parsed.GetValue(_then) ?? [];
        if (then.Length > MaxSteps - 1)
            throw CommandException.Usage($"--then: at most {MaxSteps - 1}.");
        if (then.Length == 0 && !wantsSuccess)
            return;

        // One step that ends with success alone: a policy that says nothing about it is refused rather than run for ever.
        var until = wantsSuccess ? StepEnd.Success : StepEnd.Unspecified;
        request.Steps.Add(new TaskStep { Goal = request.Goal, Until = until });
        request.Steps.Add(then.Select(text => new TaskStep { Goal = new Goal { Text = text }, Until = until }));
        request.Goal = null;
    }

    private static Duration? Time(ParseResult parsed, Option<double> option)
    {
        var seconds = parsed.GetValue(option);
        if (seconds is not (>= 0 and <= MaxSeconds))
            throw CommandException.Usage($"{option.Name}: expected up to {MaxSeconds} seconds.");
        return seconds > 0 ? Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) : null;
    }
}
