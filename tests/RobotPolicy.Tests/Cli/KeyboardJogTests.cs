using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Commands.Intervention;

namespace RobotPolicy.Tests.Cli;

/// <summary>A joint moves only while its key is held.</summary>
public sealed class KeyboardJogTests
{
    private static readonly TimeSpan DeadMan = TimeSpan.FromMilliseconds(120);

    private readonly KeyboardJog _keys = new(
        [new Joint { Name = "shoulder", MaxVelocity = 2 }, new Joint { Name = "elbow", MaxVelocity = 1 }, new Joint { Name = "lift", MaxVelocity = 0.2 }], DeadMan, share: 0.5);

    [Theory]
    [InlineData('q', 0, 1.0)]
    [InlineData('a', 0, -1.0)]
    [InlineData('w', 1, 0.5)]
    [InlineData('S', 1, -0.5)]
    [InlineData('d', 2, -0.1)]
    public void Letter_Held_MovesItsJoint(char letter, int joint, double velocity)
    {
        _keys.Press(Key(letter), At(0));

        var command = _keys.Command(At(100));

        Assert.True(command.Engaged);
        Assert.Equal(velocity, command.Jog.Velocities[joint], 12);
        Assert.Equal(1, command.Jog.Velocities.Count(each => each != 0));
        Assert.Equal(joint, _keys.Selected);
    }

    [Fact]
    public void Letter_Released_StandsAfterTheDeadManTime()
    {
        _keys.Press(Key('q'), At(0));
        _keys.Press(Key('q'), At(50));

        Assert.True(_keys.Command(At(169)).Engaged);
        Assert.False(_keys.Command(At(170)).Engaged);
        Assert.All(_keys.Command(At(170)).Jog.Velocities, velocity => Assert.Equal(0, velocity));
    }

    [Theory]
    [InlineData(ConsoleKey.Spacebar, ' ')]
    [InlineData(ConsoleKey.UpArrow, '\0')]
    [InlineData(ConsoleKey.Z, 'z')]
    [InlineData(ConsoleKey.R, 'r')]
    public void OtherKey_WhileMoving_Stands(ConsoleKey key, char letter)
    {
        _keys.Press(Key('q'), At(0));

        var result = _keys.Press(new ConsoleKeyInfo(letter, key, false, false, false), At(10));

        Assert.Equal(KeyboardResult.Continue, result);
        Assert.False(_keys.Command(At(11)).Engaged);
    }

    [Fact]
    public void Arrows_ChooseAndMove_StayInRange()
    {
        for (var i = 0; i < 5; i++)
            _keys.Press(new ConsoleKeyInfo('\0', ConsoleKey.DownArrow, false, false, false), At(0));
        _keys.Press(new ConsoleKeyInfo('\0', ConsoleKey.LeftArrow, false, false, false), At(0));

        Assert.Equal(2, _keys.Selected);
        Assert.Equal(-0.1, _keys.Command(At(1)).Jog.Velocities[2], 12);
    }

    [Fact]
    public void Speed_PlusAndMinus_StayWithinTheGreatestVelocity()
    {
        for (var i = 0; i < 20; i++)
            _keys.Press(Key('+'), At(0));
        Assert.Equal(1, _keys.Share);

        for (var i = 0; i < 60; i++)
            _keys.Press(Key('-'), At(0));
        Assert.Equal(0.01, _keys.Share);
    }

    [Theory]
    [InlineData(ConsoleKey.Enter, nameof(KeyboardResult.HandBack))]
    [InlineData(ConsoleKey.Escape, nameof(KeyboardResult.Leave))]
    [InlineData(ConsoleKey.X, nameof(KeyboardResult.Leave))]
    public void Key_ThatEnds_SaysHow(ConsoleKey key, string expected) =>
        Assert.Equal(expected, $"{_keys.Press(new ConsoleKeyInfo('\0', key, false, false, false), At(0))}");

    private static TimeSpan At(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static ConsoleKeyInfo Key(char letter) =>
        new(letter, char.IsAsciiLetter(letter) ? Enum.Parse<ConsoleKey>($"{char.ToUpperInvariant(letter)}") : ConsoleKey.NoName, char.IsUpper(letter), false, false);
}
