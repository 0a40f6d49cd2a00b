using RobotPolicy.Api.V1;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary>
/// Keys as jogs. The dead-man switch is the held key itself: a terminal repeats it, and when no repetition has come for the dead-man
/// time the joint stands. Not thread-safe.
/// </summary>
/// <param name="joints">The robot's joints, in order.</param>
/// <param name="deadMan">Time that one key press drives.</param>
/// <param name="share">Share of each joint's greatest velocity at the start, 0…1.</param>
internal sealed class KeyboardJog(IReadOnlyList<Joint> joints, TimeSpan deadMan, double share)
{
    // Pairs of neighbours, one above the other: the upper one forward, the lower one back.
    private const string Forward = "qwertyui";
    private const string Back = "asdfghjk";
    private const double ShareStep = 1.25;
    private const double LeastShare = 0.01;

    private TimeSpan _until;
    private int _moving;
    private int _direction;

    /// <summary>The joint that the arrow keys move.</summary>
    public int Selected { get; private set; }

    /// <summary>Share of each joint's greatest velocity, 0…1.</summary>
    public double Share { get; private set; } = share;

    /// <summary>Takes a key at a time that never runs back.</summary>
    public KeyboardResult Press(ConsoleKeyInfo key, TimeSpan now)
    {
        switch (key.Key)
        {
            case ConsoleKey.UpArrow:
                return Select(Selected - 1);
            case ConsoleKey.DownArrow:
                return Select(Selected + 1);
            case ConsoleKey.RightArrow:
                return Drive(Selected, 1, now);
            case ConsoleKey.LeftArrow:
                return Drive(Selected, -1, now);
            case ConsoleKey.Spacebar:
                _until = default;
                return KeyboardResult.Continue;
            case ConsoleKey.Escape or ConsoleKey.X:
                return KeyboardResult.Leave;
            case ConsoleKey.Enter:
                return KeyboardResult.HandBack;
            default:
                return Letter(char.ToLowerInvariant(key.KeyChar), now);
        }
    }

    /// <summary>What the keys mean now.</summary>
    public HumanCommand Command(TimeSpan now)
    {
        var velocities = new double[joints.Count];
        var engaged = now < _until;
        if (engaged)
            velocities[_moving] = _direction * Share * joints[_moving].MaxVelocity;
        return new HumanCommand { Engaged = engaged, Jog = new JointJog { Velocities = { velocities } } };
    }

    /// <summary>The keys, and what they do, in one line.</summary>
    public string Help()
    {
        var letters = Math.Min(joints.Count, Forward.Length);
        var pairs = string.Join("  ", Enumerable.Range(0, letters).Select(i => $"{Forward[i]}/{Back[i]} {joints[i].Name}"));
        return $"Hold a key to move: {pairs}. Arrows: ↑↓ choose, ←→ move. + - speed, space stand, Enter hand back to the policy, Esc hold and leave.";
    }

    private KeyboardResult Letter(char letter, TimeSpan now)
    {
        if (letter is '+' or '-')
        {
            Share = Math.Clamp(letter == '+' ? Share * ShareStep : Share / ShareStep, LeastShare, 1);
            return KeyboardResult.Continue;
        }

        var joint = Forward.IndexOf(letter, StringComparison.Ordinal);
        var direction = 1;
        if (joint < 0)
        {
            joint = Back.IndexOf(letter, StringComparison.Ordinal);
            direction = -1;
        }

        if (joint >= 0 && joint < joints.Count)
            return Drive(joint, direction, now);
        // Whatever else is hit while the arm moves means: stand.
        _until = default;
        return KeyboardResult.Continue;
    }

    private KeyboardResult Select(int joint)
    {
        _until = default;
        Selected = Math.Clamp(joint, 0, joints.Count - 1);
        return KeyboardResult.Continue;
    }

    private KeyboardResult Drive(int joint, int direction, TimeSpan now)
    {
        Selected = joint;
        _moving = joint;
        _direction = direction;
        _until = now + deadMan;
        return KeyboardResult.Continue;
    }
}
