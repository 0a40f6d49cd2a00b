using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Modes;

/// <summary>
/// Every mode × every event: the whole of who may be in command, on one screen. What an event's conditions are stands with
/// <see cref="LoopEvent"/>; a stop is never softened, only a reset leaves an emergency stop, and nothing leaves it for motion.
/// </summary>
public static class ModeTable
{
    private const string Columns = "                    Idle Running Human Holding ProtectiveStop EmergencyStop";

    // I idle, R running, H human, O hold, P protective stop, E emergency stop; '.' nothing changes, '-' refused.
    private static readonly string[] Rows =
    [
        "Start               R    -       -     -       -              -",
        "End                 -    O       O     O       O              -",
        "TakeOver            H    H       .     H       H              -",
        "HandBack            -    -       R     -       -              -",
        "HandBackIdle        -    -       O     -       -              -",
        "HandBackToHold      -    -       O     -       -              -",
        "Resume              -    -       -     R       R              -",
        "ResumeIdle          -    -       -     O       O              -",
        "Retask              -    R       H     .       .              -",
        "Reset               -    -       -     -       -              I",
        "HoldRequest         .    O       O     O       .              .",
        "ProtectiveRequest   .    P       P     P       .              .",
        "EmergencyRequest    E    E       E     E       E              E",
        "Fault               .    O       O     .       .              .",
        "SevereFault         .    P       P     P       .              .",
        "CauseGone           .    .       .     R       .              .",
        "CameToRest          .    .       .     I       .              .",
        "Shutdown            .    O       O     O       O              .",
        "InternalError       .    P       P     P       P              .",
        "Prediction          .    O       .     .       .              .",
        "Retry               -    -       -     O       O              -",
        "SafePoseReached     .    .       .     R       .              .",
        "RetryBroken         .    .       .     O       .              .",
    ];

    private static readonly ModeStep[] Steps = Read();

    /// <summary>What an event does to a mode. Any thread; allocates nothing.</summary>
    public static ModeStep Next(ControlMode mode, LoopEvent happened) => Steps[((int)happened * ModeCount) + (int)mode];

    private static ModeStep[] Read()
    {
        var steps = new ModeStep[Rows.Length * ModeCount];
        var modes = Columns.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var row = 0; row < Rows.Length; row++)
        {
            var cells = Rows[row].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var happened = Enum.Parse<LoopEvent>(cells[0]);
            for (var column = 0; column < modes.Length; column++)
                steps[((int)happened * ModeCount) + (int)Enum.Parse<ControlMode>(modes[column])] = Read(cells[column + 1]);
        }

        return steps;
    }

    private static ModeStep Read(string cell) => cell switch
    {
        "I" => ModeStep.To(ControlMode.Idle),
        "R" => ModeStep.To(ControlMode.Running),
        "H" => ModeStep.To(ControlMode.Human),
        "O" => ModeStep.To(ControlMode.Holding),
        "P" => ModeStep.To(ControlMode.ProtectiveStop),
        "E" => ModeStep.To(ControlMode.EmergencyStop),
        "." => ModeStep.Stay,
        _ => ModeStep.Refuse,
    };

    private const int ModeCount = (int)ControlMode.EmergencyStop + 1;
}
