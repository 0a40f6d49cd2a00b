using System.Text.Json;

namespace RobotPolicy.Campaigns.Flywheel;

/// <summary>What a turn of the flywheel came to.</summary>
/// <param name="Options">How it was run.</param>
/// <param name="Conditions">Success before and after, by condition.</param>
/// <param name="HelpBefore">What the shipped policy asked of the expert while the dataset was made.</param>
/// <param name="HelpAfter">What the new policy asked in other scenes; empty where it has no monitor to call with.</param>
/// <param name="Training">What the training script says of itself.</param>
/// <param name="Package">Folder of the new package.</param>
internal sealed record FlywheelResult(
    FlywheelOptions Options,
    IReadOnlyList<ConditionResult> Conditions,
    IReadOnlyList<AssistedResult> HelpBefore,
    IReadOnlyList<AssistedResult> HelpAfter,
    JsonElement Training,
    string Package);
