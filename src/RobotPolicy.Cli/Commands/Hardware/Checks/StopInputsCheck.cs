using System.Globalization;
using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Whether each stop input is heard, often enough, and does not stop now.</summary>
internal sealed class StopInputsCheck : IHardwareCheck
{
    private const string Name = "stop input";

    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard)
    {
        if (profile.StopInputs.Count == 0)
            return
            [
                new Finding(
                    Name,
                    CheckState.Advice,
                    "the profile names none",
                    "Where the robot or the cell publishes that it may not move, or a button does, list it under stop_inputs: no task then starts without having heard it. It is not a safety function."),
            ];
        return profile.StopInputs.Select(input => Judge(input, heard));
    }

    private static Finding Judge(StopInputDescription input, Heard heard)
    {
        var name = $"{Name} {input.Name}";
        var signal = heard.Signals.GetValueOrDefault(input.Topic);
        if (signal is not { Stream.IsHeard: true })
        {
            var finding = Unheard.Explain(name, input.Topic, StopInputs.TypeOf(input), StopInputs.QosOf(input), signal?.Stream.MalformedCount ?? 0, heard);
            var isQuiet = input.Type == StopInputType.Bool && !input.Latched && heard.PublishersOf(input.Topic).Any();
            return finding with
            {
                Why = $"No task starts before it was heard. {(isQuiet ? "A Bool that is published only when it changes has to be latched: let its publisher be transient-local, and set `latched: true`." : finding.Why)}",
            };
        }

        if (signal.Value == input.StopWhen && input.Type == StopInputType.Bool)
            return new Finding(name, CheckState.Advice, $"{input.Topic} says {Lower(signal.Value.Value)}, which stops", "No task starts while it does. If the robot may move now, stop_when is the wrong way round.");
        return input.Timeout is { } timeout
            ? Rates.Judge(name, input.Topic, signal.Stream, timeout, $"timeout_s of {input.Name}")
            : Finding.Ok(name, $"{input.Topic} says {(signal.Value is { } value ? Lower(value) : "something")}");
    }

    private static string Lower(bool value) => value.ToString().ToLower(CultureInfo.InvariantCulture);
}
