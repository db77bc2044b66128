interface ChoiceProps<T extends string> {
  readonly title: string
  readonly choices: readonly T[]
  readonly chosen: T
  readonly nameOf: (choice: T) => string
  readonly onChoose: (choice: T) => void
}

/** One of a few, all of which can be seen. */
export function Choice<T extends string>({ title, choices, chosen, nameOf, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="choice">
      <legend>{title}</legend>
      {choices.map((choice) => (
        <label key={choice}>
          <input type="radio" name={title} checked={choice === chosen} onChange={() => onChoose(choice)} />
          <span>{nameOf(choice)}</span>
        </label>
      ))}
    </fieldset>
  )
}
