/** Data: the recorded reply to the problem in the “recipes” build. */

export const RECIPES_FIX = `On the first visit no recipe is stored as open, so the search found nothing and the page read \`id\` of undefined. It now opens the first recipe instead, also when a stored one no longer exists.

<artifact id="tin-box-first-visit" title="Open the first recipe by default">
<action type="edit" path="src/App.tsx">
<<<<<<< SEARCH
  const recipe = RECIPES.find((own) => own.id === openId)!;
=======
  const recipe = RECIPES.find((own) => own.id === openId) ?? RECIPES[0];
>>>>>>> REPLACE
</action>
</artifact>
`;
